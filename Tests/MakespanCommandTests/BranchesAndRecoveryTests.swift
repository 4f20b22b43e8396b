import Foundation
import Testing

/// A scenario with branches and recovery, through every output of the tool.
@Suite struct BranchesAndRecoveryTests {
  /// Down at 10, noticed at 12, back at 14; checkpoints at 6.5 and, after the repair, every 6 s of work.
  private static let scenario = """
    cluster:
      nodes:
        - {name: a, devices: {cpu: 1}, outages: {at: [{start: 10 s, duration: 2 s}]}}
    recovery:
      checkpoint: {every: 6 s, write: 500 ms, stages: [train]}
      restart: 0.5 s
      detection: 2 s
      back_off: {first: 3 s, factor: 2, largest: 60 s}
    workflows:
      tuning:
        tasks:
          - {name: train, stage: train, work: 16 s}
          - {name: judge, work: 5 s, needs: [train], verdict: {pass_probability: 1}}
          - {name: retrain, work: 90 s, needs: {judge: {data: 1 MB, when: failed}}}
          - {name: ship, work: 2 s, needs: {judge: {when: passed}, retrain: 1 MB}, join: any}
    """

  @Test(arguments: ["heft", "fifo"])
  func everyOutput(policy: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.scenario, to: "tuning.yaml")
    let files = ["s.csv", "g.svg", "t.json"].map { scratch.file($0).path }
    let run = try Tool.run([
      "run", path, "--policy", policy, "--schedule", files[0], "--gantt", files[1], "--trace",
      files[2], "--matrices", scratch.file("m").path,
    ])
    #expect(run.status == 0, "\(run.output)")
    for line in ["skipped      1 of 4 tasks", "lost         5.5 s", "checkpoints  1.0 s"] {
      #expect(run.output.contains(line), "\(run.output)")
    }
    // Held back until 15: half a second, 6 and 4 s of work, and a checkpoint between them.
    let schedule = try String(contentsOfFile: files[0], encoding: .utf8)
    #expect(
      schedule == """
        task,attempt,devices,start_seconds,finish_seconds,outcome
        train,1,a,0.0,12.0,failed
        train,2,a,15.0,26.0,succeeded
        judge,1,a,26.0,31.0,succeeded
        retrain,1,,31.0,31.0,skipped
        ship,1,a,31.0,33.0,succeeded

        """)
    let validated = try Tool.run(["validate", files[0], "--workflow", path])
    #expect(validated.status == 0 && validated.output.contains("ok, last finish at 33.0 s"))
    #expect(validated.output.contains("lengths are not checked: restarts and checkpoints"))
    for file in files[1...] {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.contains("ship") && !text.contains("retrain"))
    }
    let dependencies = try String(
      contentsOf: scratch.file("m").appendingPathComponent("dependencies.csv"), encoding: .utf8)
    #expect(dependencies.contains("judge,,,1000000.0:failed,0.0:passed"))
    let strategy = try String(
      contentsOf: scratch.file("m").appendingPathComponent("strategy.csv"), encoding: .utf8)
    #expect(strategy.contains("train,cpu,,checkpoint:seconds=6.0:attempts=1000,\(policy)"))
    #expect(strategy.contains("ship,cpu,,restart:attempts=1000,\(policy)"))
  }

  @Test func boundsAndNotes() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.scenario, to: "tuning.yaml")
    let bounds = try Tool.run(["bounds", path])
    #expect(bounds.output.contains("arrivals and outcomes of seed 1"))
    #expect(bounds.output.contains("best found     23.0 s") && bounds.output.contains("optimal"))
    let validated = try Tool.run(["validate", path])
    #expect(validated.output.contains("note: 2 of 4 edges are conditional"), "\(validated.output)")
  }
}
