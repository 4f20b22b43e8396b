import Foundation
import LanguageModel
import Synchronization

/// One device: a process that runs the tasks it is told to, one at a time, on one BLAS thread.
///
/// Orders come as lines on standard input, and messages leave as lines on standard output. When its
/// standard input closes, the coordinator is gone, and the worker ends at once.
public enum Worker {
  /// Seconds between two signs of life.
  static let beatSeconds = 0.2

  /// Serves until standard input closes. Standard output belongs to the protocol alone.
  ///
  /// - Parameter artefacts: the folder of finished outputs.
  public static func serve(artefacts: String) -> Never {
    signal(SIGPIPE, SIG_IGN)
    // A file-size limit is an error to report, not a reason to die.
    signal(SIGXFSZ, SIG_IGN)
    BLASLibrary.threads = 1
    let orders = OrderQueue()
    let life = SignsOfLife()
    Thread.detachNewThread {
      while let line = readLine() {
        if let order = JSONLine.value(line, as: WorkOrder.self) { orders.add(order) }
      }
      _exit(0)
    }
    Thread.detachNewThread { life.keepBeating() }
    send(.ready)
    let store = ArtefactStore(folder: artefacts)
    while true {
      let order = orders.take()
      life.isWorking(true)
      send(outcome(of: order, store: store, life: life))
      life.isWorking(false)
    }
  }

  private static func outcome(
    of order: WorkOrder, store: ArtefactStore, life: SignsOfLife
  ) -> WorkerMessage {
    let folder = (order.work.output as NSString).deletingLastPathComponent
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      for path in [folder, order.work.checkpointFolder].compactMap({ $0 }) {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      let start = ContinuousClock.now
      let report = try order.work.run { _ in life.progress() }
      let workSeconds = seconds(since: start)
      let artefact = try store.take(
        order.work.output, fileExtension: (order.work.output as NSString).pathExtension,
        report: report, workSeconds: workSeconds)
      return .done(task: order.task, attempt: order.attempt, artefact: artefact)
    } catch {
      return .failed(task: order.task, attempt: order.attempt, reason: "\(error)")
    }
  }

  private static let output = Mutex(())

  /// Writes one whole line; a coordinator that is gone ends the worker.
  static func send(_ message: WorkerMessage) {
    output.withLock { _ in
      var bytes = Array(JSONLine.text(message).utf8)[...]
      while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { _exit(0) }
        bytes = bytes.dropFirst(count)
      }
    }
  }
}

/// Orders that wait; in practice one at most.
private final class OrderQueue: Sendable {
  private let orders = Mutex<[WorkOrder]>([])
  private let available = DispatchSemaphore(value: 0)

  func add(_ order: WorkOrder) {
    orders.withLock { $0.append(order) }
    available.signal()
  }

  func take() -> WorkOrder {
    available.wait()
    return orders.withLock { $0.removeFirst() }
  }
}

/// Whether the worker gets on: it beats while it waits for work, and, at work, as long as the work
/// does. A task that hangs falls silent although its process lives.
private final class SignsOfLife: Sendable {
  private let state = Mutex((isWorking: false, hasProgressed: false))

  func isWorking(_ isWorking: Bool) { state.withLock { $0 = (isWorking, true) } }

  func progress() { state.withLock { $0.hasProgressed = true } }

  func keepBeating() {
    while true {
      Thread.sleep(forTimeInterval: Worker.beatSeconds)
      let isAlive = state.withLock { state in
        defer { state.hasProgressed = false }
        return !state.isWorking || state.hasProgressed
      }
      if isAlive { Worker.send(.beat) }
    }
  }
}
