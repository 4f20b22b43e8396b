import Foundation
import Testing

/// Bad input: exit 64 or 65, one clear message with file and key, never a crash, never half a file.
@Suite struct BadInputTests {
  @Test(arguments: [
    (["compare"], "Missing expected argument"),
    (
      ["compare", "x.yaml", "--policies", "heft,fiifo"], "unknown policy 'fiifo' (nearest: 'fifo')"
    ),
    (["compare", "x.yaml", "--polices", "heft"], "Did you mean '--policies'?"),
    (["compare", "x.yaml", "--seeds", "0"], "--seeds is 0"),
    (["compare", "x.yaml", "--seeds", "many"], "seeds"),
    (["compare", "x.yaml", "--jobs", "0"], "--jobs is 0"),
    (["compare", "x.yaml", "--network", "shared"], "--network: found 'shared'"),
    (["compare", "scenarios/fork-join.yaml", "--cluster", "identcal:4"], "found 'identcal:4'"),
    (["compare", "scenarios/fork-join.yaml", "--cluster", "identical:0"], "has no devices"),
    (["compare", "scenarios/fork-join.yaml", "--cluster", "identical:-1"], "has no devices"),
    (["compare", "scenarios/fork-join.yaml", "--cluster", "identical:2@0"], "identical:2@0"),
    (["compare", "scenarios/fork-join.yaml", "--cluster", "speeds:1,0"], "speed 0.0"),
    (["compare", "scenarios/fork-join.yaml", "--cluster", "speeds:1,nan"], "speed nan"),
    (["compare", "x.yaml", "--policies", "fifo,fifo"], "--policies names 'fifo' twice"),
    (["compare", "x.yaml", "x.yaml"], "the input 'x.yaml' is given twice"),
    (["compare", "x.yaml", "--seed", "18446744073709551615"], "--seed is 18446744073709551615"),
    (["compare", "x.yaml", "--seeds", "9223372036854775807"], "expected 1 to 1000000"),
    (["compare", "x.yaml", "--csv", "-", "--json", "-"], "two results cannot both go to '-'"),
    (["bounds", "x.yaml", "--seconds", "1e30"], "--seconds is 1e+30"),
    (["generate", "chain", "--tasks", "9223372036854775807"], "more than 10000000 tasks"),
    (["generate", "fork-join", "--stages", "9223372036854775807", "--width", "9"], "10000000"),
    (["policies", "hfet"], "unknown policy 'hfet' (nearest: 'heft')"),
    (["run", "scenarios/fork-join.yaml"], "--policy"),
    (["check", "x.csv", "--tolerance", "nan"], "--tolerance is nan"),
    (["validate", "x.csv"], "add --workflow FILE"),
    (["generate", "layered", "--tasks", "0"], "tasks is 0, expected at least 1"),
    (["generate", "chain", "--tasks", "2", "--work", "nan"], "--work is nan"),
    (["measure", "--model", "huge"], "--model is 'huge'"),
    (["frobnicate"], "frobnicate"),
  ])
  func commandLine(arguments: [String], message: String) throws {
    let outcome = try Tool.run(arguments)
    #expect(outcome.status == 64, "\(arguments): \(outcome.error)")
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }

  /// Ten megabytes take a debug build minutes, so there they are a hundredth of that.
  #if DEBUG
    private static let noiseBytes = 100 << 10
  #else
    private static let noiseBytes = 10 << 20
  #endif

  @Test func filesOfNoise() throws {
    let scratch = try Scratch()
    var state: UInt64 = 1
    var bytes = Data(capacity: Self.noiseBytes)
    while bytes.count < Self.noiseBytes {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      withUnsafeBytes(of: state) { bytes.append(contentsOf: $0) }
    }
    let text = Data(bytes.map { $0 % 95 + 32 })
    let contents: [(String, Data)] = [
      ("empty", Data()), ("noise", bytes), ("letters", text),
      ("brackets", Data(repeating: UInt8(ascii: "["), count: Self.noiseBytes)),
      ("braces", Data(String(repeating: "{\"a\":", count: 200_000).utf8)),
      ("dashes", Data(String(repeating: "- ", count: 200_000).utf8)), ("null", Data("null".utf8)),
      ("number", Data("1".utf8)), ("word", Data("word".utf8)), ("object", Data("{}".utf8)),
    ]
    for (name, data) in contents {
      for fileExtension in ["yaml", "json", "stg", "csv"] {
        let file = scratch.file("\(name).\(fileExtension)")
        try data.write(to: file)
        let arguments =
          fileExtension == "csv"
          ? ["check", file.path] : ["compare", file.path, "--cluster", "identical:2"]
        let outcome = try Tool.run(arguments)
        #expect(outcome.status == 65, "\(name).\(fileExtension): \(outcome.error)")
        #expect(outcome.error.contains("\(name).\(fileExtension)"))
        #expect(outcome.error.utf8.count < 600, "\(name).\(fileExtension)")
        #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
      }
    }
  }

  @Test func profileForAWorkflowFile() throws {
    let scratch = try Scratch()
    let path = scratch.file("chain.json").path
    _ = try Tool.run(["generate", "chain", "--tasks", "2", "--output", path])
    let outcome = try Tool.run([
      "compare", path, "--cluster", "identical:2", "--profile", "none.json",
    ])
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("--profile: found the workflow file"))
  }

  @Test func clusterWithinAScenario() throws {
    let scratch = try Scratch()
    let text = "workflows: {w: {tasks: [{name: a, work: 1}]}}\ncluster: identical:0\n"
    let outcome = try Tool.run(["validate", scratch.write(text, to: "s.yaml")])
    #expect(outcome.status == 65)
    #expect(outcome.error.contains("s.yaml:2: cluster: cluster 'identical' has no devices"))
  }

  @Test func outputThatCannotBeWritten() throws {
    let scratch = try Scratch()
    let folder = try Tool.run([
      "compare", "scenarios/topcuoglu2002.yaml", "--csv", scratch.folder.path,
    ])
    #expect(folder.status == 65)
    #expect(folder.error.contains("found a folder, expected a file"))
    let target = scratch.file("missing").appendingPathComponent("out.csv").path
    let outcome = try Tool.run(["compare", "scenarios/topcuoglu2002.yaml", "--csv", target])
    #expect(outcome.status == 65)
    #expect(outcome.error.contains("its folder does not exist"))
  }

  @Test func missingDependencyAndCycleAreBothNamed() throws {
    let scratch = try Scratch()
    let path = try scratch.write(
      """
      cluster: identical:2
      workflows:
        pipeline:
          tasks:
            - {name: preprocess, work: 1, needs: [load_data]}
            - {name: train, work: 1, needs: [preprocess, evaluate]}
            - {name: evaluate, work: 1, needs: [train]}
            - {name: optimize, work: 1, needs: [train, evaluate]}
      """, to: "pipeline.yaml")
    let outcome = try Tool.run(["validate", path])
    #expect(outcome.status == 65)
    #expect(outcome.error.contains("task 'preprocess' needs 'load_data', which is not defined"))
    #expect(outcome.error.contains("train → evaluate → train"))
  }
}
