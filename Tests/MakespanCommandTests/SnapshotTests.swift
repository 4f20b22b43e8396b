import Foundation
import Testing

/// What the commands print, held fixed. The tests run in debug and in release against the same
/// snapshots, so that the two builds are held to the same bytes.
@Suite struct SnapshotTests {
  @Test(arguments: [
    ("policies.txt", ["policies"]),
    ("policies-heft.txt", ["policies", "heft"]),
    ("compare-topcuoglu2002.txt", ["compare", "scenarios/topcuoglu2002.yaml"]),
    (
      "compare-glm-lifecycle.csv",
      [
        "compare", "scenarios/glm-lifecycle.yaml", "--seeds", "2", "--csv", "-", "--quiet",
      ]
    ),
    (
      "compare-hyperparameter-search.csv",
      [
        "compare", "scenarios/hyperparameter-search.yaml", "--seeds", "2", "--csv", "-", "--quiet",
      ]
    ),
    (
      "compare-fork-join.json",
      [
        "compare", "scenarios/fork-join.yaml", "--seeds", "3", "--json", "-", "--policies",
        "heft,critical-path,random",
      ]
    ),
    ("run-topcuoglu2002.txt", ["run", "scenarios/topcuoglu2002.yaml", "--policy", "heft"]),
    (
      "run-topcuoglu2002.csv",
      [
        "run", "scenarios/topcuoglu2002.yaml", "--policy", "heft", "--schedule", "-",
      ]
    ),
    (
      "run-topcuoglu2002.svg",
      [
        "run", "scenarios/topcuoglu2002.yaml", "--policy", "heft", "--gantt", "-",
      ]
    ),
    (
      "run-topcuoglu2002.json",
      [
        "run", "scenarios/topcuoglu2002.yaml", "--policy", "heft", "--trace", "-",
      ]
    ),
    ("bounds.txt", ["bounds", "scenarios/arabnejad2014.yaml", "scenarios/homogeneous.yaml"]),
    (
      "bounds.json",
      [
        "bounds", "scenarios/arabnejad2014.yaml", "scenarios/homogeneous.yaml", "--format", "json",
      ]
    ),
    ("validate.txt", ["validate", "scenarios/topcuoglu2002.yaml"]),
    ("validate.json", ["validate", "scenarios/topcuoglu2002.yaml", "--format", "json"]),
    ("generate-layered.json", ["generate", "layered", "--tasks", "12", "--width", "4"]),
    (
      "generate-fork-join.json",
      [
        "generate", "fork-join", "--width", "3", "--work", "1", "--work-to", "5",
      ]
    ),
    ("generate-chain.json", ["generate", "chain", "--tasks", "3", "--bytes", "100"]),
    (
      "generate-glm-lifecycle.json",
      [
        "generate", "glm-lifecycle", "--profile", "scenarios/profiles/reference.json", "--shards",
        "2", "--segments", "1", "--trials", "2",
      ]
    ),
  ])
  func output(name: String, arguments: [String]) throws {
    let outcome = try Tool.run(arguments)
    #expect(outcome.status == 0, "\(outcome.error)")
    try expectSnapshot(outcome.output, name)
  }

  @Test func matrices() throws {
    let scratch = try Scratch()
    let folder = scratch.file("model").path
    let outcome = try Tool.run([
      "run", "scenarios/topcuoglu2002.yaml", "--policy", "heft", "--matrices", folder,
    ])
    #expect(outcome.status == 0)
    for name in ["dependencies.csv", "priorities.csv", "strategy.csv"] {
      let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      try expectSnapshot(text, "matrices-\(name)")
    }
  }

  @Test func largeMatricesAreSparse() throws {
    let scratch = try Scratch()
    let workflow = scratch.file("layered.json").path
    _ = try Tool.run(["generate", "layered", "--tasks", "1001", "--output", workflow])
    let folder = scratch.file("model").path
    _ = try Tool.run([
      "run", workflow, "--cluster", "star:8@1", "--policy", "mct", "--matrices", folder,
    ])
    let text = try String(contentsOfFile: "\(folder)/dependencies.csv", encoding: .utf8)
    #expect(text.hasPrefix("producer,consumer,bytes\n"))
    // The 2,694 edges of 1,000 tasks, and those of one task more.
    #expect((2695...2698).contains(text.split(separator: "\n").count))
  }
}
