import Subprocess
import SystemPackage

/// A worker process as the coordinator sees it: where orders go in and reports come out.
struct WorkerProcess: Sendable {
  /// What the coordinator learns of a worker process.
  enum Report: Sendable {
    /// The process exists.
    case started(id: Int32)
    /// A line from it.
    case line(String)
    /// The process is gone; how it ended, in words.
    case ended(String)
  }

  /// The program and its arguments.
  let command: [String]
  /// Where its standard error goes.
  let log: String

  /// Starts the process and stays until it has ended. The end of `orders` closes its standard input,
  /// on which it ends by itself.
  func run(orders: AsyncStream<String>, report: @escaping @Sendable (Report) -> Void) async {
    do {
      let errors = try FileDescriptor.open(
        FilePath(log), .writeOnly, options: [.create, .append, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      let ended = try await Subprocess.run(
        .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
        // Threads that OpenBLAS starts at load time would be idle, but they would be there.
        environment: .inherit.updating(["OPENBLAS_NUM_THREADS": "1"]), input: .inputWriter,
        output: .sequence, error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
      ) { execution in
        report(.started(id: execution.processIdentifier.value))
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            // A process that has just died takes no more orders: its end is reported below.
            for await order in orders {
              guard (try? await execution.standardInputWriter.write(order)) != nil else { break }
            }
            try? await execution.standardInputWriter.finish()
          }
          let lines = execution.standardOutput.strings(
            separatedBy: .unicodeScalarSequence(["\n"]), bufferingPolicy: .unbounded)
          for try await line in lines { report(.line(line)) }
          group.cancelAll()
        }
      }
      report(.ended(Self.words(ended.terminationStatus)))
    } catch {
      report(.ended("could not be started or heard: \(error)"))
    }
  }

  private static func words(_ status: TerminationStatus) -> String {
    switch status {
    case .exited(let code): "ended with code \(code)"
    case .signaled(let signal): "was ended by signal \(signal)"
    }
  }
}
