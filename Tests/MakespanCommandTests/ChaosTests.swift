import Foundation
import RealExecution
import Testing

/// Random kills of workers and coordinators over many short runs: whatever is struck and when, every
/// task is done exactly once, and the artefacts are those of an undisturbed run.
@Suite(.serialized) struct ChaosTests {
  /// Two hundred where there is time for it, a few otherwise.
  static let strikes = ProcessInfo.processInfo.environment["CI"] != nil ? 200 : 10

  static let scenario = """
    name: chaos
    profile: PROFILE
    attempts: unlimited
    recovery:
      checkpoint: {every_units: 4096, write: 0, stages: [train]}
      detection: 1 s
      back_off: {first: 20 ms, factor: 2, largest: 100 ms}
    cluster: workers:2
    workflows:
      pipeline:
        tasks:
          - {name: load-0, stage: load_data, units: 0.2}
          - {name: load-1, stage: load_data, units: 0.2}
          - {name: clean-0, stage: preprocess, units: 0.2, needs: [load-0]}
          - {name: clean-1, stage: preprocess, units: 0.2, needs: [load-1]}
          - {name: search-0, stage: optimize, units: 2, needs: [clean-0, clean-1]}
          - {name: train-0, stage: train, units: 20480, needs: [clean-0, clean-1]}
          - {name: score-0, stage: evaluate, units: 4096, needs: [train-0]}
          - {name: train-1, stage: train, units: 20480, needs: [train-0, search-0]}
          - {name: score-1, stage: evaluate, units: 4096, needs: [train-1]}
    """

  private func scenarioFile(in scratch: Scratch) throws -> String {
    let profile = Tool.root.appendingPathComponent("scenarios/profiles/reference.json").path
    return try scratch.write(
      Self.scenario.replacingOccurrences(of: "PROFILE", with: profile), to: "chaos.yaml")
  }

  @Test(.timeLimit(.minutes(60))) func everyTaskIsDoneExactlyOnceWhateverIsStruck() throws {
    #if DEBUG
      // Training is slow in debug, and strikes would be the same.
      return
    #else
      let scratch = try Scratch()
      let input = try scenarioFile(in: scratch)
      let calm = try Chaos(input: input, folder: scratch.file("calm").path, seed: 0)
      try calm.runUndisturbed()
      let expected = try calm.artefacts()
      #expect(expected.count == 9)

      var tally = Chaos.Tally()
      var round: UInt64 = 0
      while tally.total < Self.strikes {
        round += 1
        let folder = scratch.file("run-\(round)").path
        let chaos = try Chaos(input: input, folder: folder, seed: round)
        try chaos.run(strikes: 4, tally: &tally)
        #expect(try chaos.completions() == Array(repeating: 1, count: 9), "run \(round)")
        #expect(try chaos.artefacts() == expected, "run \(round)")
        #expect(try chaos.strayWorkers().isEmpty, "run \(round)")
        try FileManager.default.removeItem(atPath: folder)
      }
      print("chaos: \(tally), over \(round) runs")
      #expect(tally.workersKilled > 0 && tally.workersStopped > 0)
      #expect(tally.coordinatorsKilled > 0 && tally.coordinatorsStopped > 0)
    #endif
  }
}
