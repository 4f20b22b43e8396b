import Foundation
import RealExecution
import Scenarios
import SchedulingPolicies
import Testing

#if !DEBUG
  /// Runs that train while workers and coordinators are stopped; for the release build, since training is
  /// slow in debug. One suite with the others: each run has the machine to itself.
  extension ExecuteTests {
    private func training(_ scratch: Scratch) throws -> String {
      try scratch.write(
        ChaosTests.scenario.replacingOccurrences(of: "PROFILE", with: Self.profile)
          .replacingOccurrences(
            of: "train-0, stage: train, units: 20480", with: "train-0, stage: train, units: 40960"
          )
          .replacingOccurrences(
            of: "train-1, stage: train, units: 20480", with: "train-1, stage: train, units: 204800"),
        to: "training.yaml")
    }

    /// The newest checkpoint of an unfinished training is damaged while nobody is at work.
    @Test func aCorruptCheckpointIsPassedOver() throws {
      let scratch = try Scratch()
      let input = try training(scratch)
      let calm = scratch.file("calm").path
      #expect(
        try Tool.run(["execute", input, "--policy", "fifo", "--directory", calm]).status == 0)

      let folder = scratch.file("run").path
      let process = try Tool.start([
        "execute", input, "--policy", "fifo", "--directory", folder,
      ])
      // Task 5 is train-0; two checkpoints, so that there is one to go back to.
      var found: [String] = []
      let checkpoints = folder + "/checkpoints/5"
      for _ in 0..<600 where found.count < 2 {
        Thread.sleep(forTimeInterval: 0.05)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: checkpoints)) ?? []
        found = files.filter { $0.hasSuffix(".safetensors") }.sorted()
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      Thread.sleep(forTimeInterval: 0.3)
      found = try FileManager.default.contentsOfDirectory(atPath: checkpoints)
        .filter { $0.hasSuffix(".safetensors") }.sorted()
      try #require(found.count == 2)
      let newest = URL(fileURLWithPath: checkpoints + "/" + found[1])
      var data = try Data(contentsOf: newest)
      data[data.count / 2] ^= 1
      try data.write(to: newest)

      let resumed = try Tool.run(["execute", "--resume", folder])
      #expect(resumed.status == 0, "\(resumed.error)")
      #expect(resumed.output.contains("resumed      1 attempts went on from a checkpoint\n"))
      #expect(resumed.output.contains("corrupt      1 checkpoints were passed over\n"))
      // The journal alone tells the same.
      let again = try Tool.run(["execute", "--resume", folder])
      #expect(again.output.contains("lost 2 times\nresumed      1 attempts"), "\(again.output)")
      #expect(again.output.contains("corrupt      1 checkpoints were passed over\n"))
      #expect(try Self.names(folder) == Self.names(calm))
    }

    /// A coordinator that was stopped for longer than a worker may be silent does not blame the
    /// workers when it wakes.
    @Test func aStoppedCoordinatorGoesOnWithItsWorkers() throws {
      let scratch = try Scratch()
      let input = try training(scratch)
      let folder = scratch.file("run").path
      let process = try Tool.start([
        "execute", input, "--policy", "fifo", "--directory", folder,
      ])
      for _ in 0..<600 where !FileManager.default.fileExists(atPath: folder + "/checkpoints/5") {
        Thread.sleep(forTimeInterval: 0.02)
      }
      kill(process.processIdentifier, SIGSTOP)
      Thread.sleep(forTimeInterval: 2)
      kill(process.processIdentifier, SIGCONT)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let lost = try RunJournal(folder + "/journal.sqlite").rounds().flatMap(\.events).filter {
        if case .workerDown = $0 { true } else { false }
      }
      #expect(lost.isEmpty)
    }

    /// The first worker is stopped before it is ready, and the second while the run waits for the first
    /// one's replacement, which sees to it: both are replaced, and the run begins.
    @Test func workersThatAreStoppedBeforeTheRunBeginsAreReplaced() async throws {
      let scratch = try Scratch()
      let input = try training(scratch)
      let script = try scratch.write(
        """
        here="\(scratch.folder.path)"
        if mkdir "$here/first" 2>/dev/null; then kill -STOP $$
        elif mkdir "$here/second" 2>/dev/null; then echo $$ >"$here/second.pid"
        elif mkdir "$here/third" 2>/dev/null; then
          kill -STOP "$(cat "$here/second.pid")" 2>/dev/null
          while [ ! -d "$here/fourth" ]; do sleep 0.05; done
        else mkdir "$here/fourth" 2>/dev/null
        fi
        exec "\(Tool.executable.path)" worker "$@"

        """, to: "worker.sh")
      var run = RealRun(
        scenario: try Scenario.load(input), policy: PolicyName("fifo"), seed: 1,
        directory: scratch.file("run").path, resumes: false, workerCommand: ["/bin/sh", script])
      run.readyWithinSeconds = 5
      let journal = run.directory + "/journal.sqlite"
      let outcome = try await Coordinator(run).run()
      #expect(outcome.result.status == .ok && outcome.counts.workersLost == 0)
      #expect(try RunJournal(journal).workers().count >= 4)
    }

    /// A stopped worker is left alone, replaced, and wakes when its replacement has done the task.
    @Test func aWorkerThatWakesTooLateChangesNothing() async throws {
      let scratch = try Scratch()
      let input = try training(scratch)
      let calm = scratch.file("calm").path
      #expect(
        try Tool.run(["execute", input, "--policy", "fifo", "--directory", calm]).status == 0)

      var run = RealRun(
        scenario: try Scenario.load(input), policy: PolicyName("fifo"), seed: 1,
        directory: scratch.file("run").path, resumes: false,
        workerCommand: [Tool.executable.path, "worker"])
      run.abandonsHungWorkers = true
      let journal = run.directory + "/journal.sqlite"
      let struck = Task { () -> ProcessIdentity? in
        // Stop whoever runs train-0 (task 5), and wake it when another has finished it.
        var victim: ProcessIdentity?
        while !Task.isCancelled {
          try await Task.sleep(for: .milliseconds(20))
          guard FileManager.default.fileExists(atPath: journal) else { continue }
          let rounds = (try? RunJournal(journal).rounds()) ?? []
          if victim == nil, let start = rounds.flatMap(\.starts).first(where: { $0.task == 5 }) {
            let workers = try RunJournal(journal).workers(ofNode: start.device)
            victim = workers.last
            if let victim { kill(victim.id, SIGSTOP) }
          }
          if let victim,
            rounds.flatMap(\.events).contains(.completed(task: 5, attempt: 2, level: 1))
          {
            kill(victim.id, SIGCONT)
            return victim
          }
        }
        return nil
      }
      let outcome = try await Coordinator(run).run()
      let victim = try await struck.value
      #expect(victim != nil)
      #expect(outcome.result.status == .ok)
      #expect(outcome.counts.workersLost == 1)
      #expect(outcome.counts.supersededResults == 1)
      #expect(try Self.names(run.directory) == Self.names(calm))
      let completions = try RunJournal(journal).rounds().flatMap(\.events).filter {
        if case .completed = $0 { true } else { false }
      }
      #expect(completions.count == 9)
    }
  }
#endif
