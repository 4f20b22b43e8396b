import SchedulingModel
import WorkflowLibrary

/// Decodes `generate`: one kind of generated workflow with its parameters.
struct GeneratorDecoder {
  let name: String
  let root: YAMLElement

  static let kinds = ["glm-lifecycle", "fork-join", "chain", "layered"]

  func decode() throws(InputError) -> Workflow {
    let fields = try root.fields(Self.kinds)
    guard let kind = try fields.oneOf(Self.kinds), let parameters = fields[kind] else {
      throw root.wrong(expected: "one of the keys \(Self.kinds.joined(separator: ", "))")
    }
    do {
      switch kind {
      case "glm-lifecycle": return try lifecycle(parameters).workflow()
      case "fork-join": return try forkJoin(parameters).workflow()
      case "chain": return try chain(parameters).workflow()
      default: return try layered(parameters).workflow()
      }
    } catch let error as InputError {
      throw error
    } catch {
      throw parameters.error(.other("\(error)"))
    }
  }

  private func lifecycle(_ element: YAMLElement) throws(InputError) -> GLMLifecycle {
    let fields = try element.fields([
      "shards", "units_per_shard", "segments", "trials", "units_per_trial", "segment_tokens",
      "final_tokens", "evaluation_tokens",
      "shard_data", "checkpoint", "result", "memory", "classes",
    ])
    var parameters = GLMLifecycle()
    func count(_ key: String, _ path: WritableKeyPath<GLMLifecycle, Int>) throws(InputError) {
      if let value = fields[key] { parameters[keyPath: path] = try value.integer(in: 0...100_000) }
    }
    func quantity(
      _ key: String, _ dimension: Quantity.Dimension, _ path: WritableKeyPath<GLMLifecycle, Double>
    ) throws(InputError) {
      if let value = fields[key] { parameters[keyPath: path] = try value.quantity(dimension) }
    }
    try count("shards", \.shards)
    try count("segments", \.segments)
    try count("trials", \.trials)
    try quantity("units_per_shard", .number, \.unitsPerShard)
    try quantity("units_per_trial", .number, \.unitsPerTrial)
    try quantity("segment_tokens", .number, \.segmentTokens)
    try quantity("final_tokens", .number, \.finalTokens)
    try quantity("evaluation_tokens", .number, \.evaluationTokens)
    try quantity("shard_data", .bytes, \.shardBytes)
    try quantity("checkpoint", .bytes, \.checkpointBytes)
    try quantity("result", .bytes, \.resultBytes)
    if let memory = fields["memory"] {
      let stages = try memory.fields(GLMLifecycle.stages)
      for stage in GLMLifecycle.stages {
        if let value = stages[stage] {
          parameters.memoryBytes[stage] = try value.quantity(.bytes)
        }
      }
    }
    if let classes = fields["classes"] {
      let stages = try classes.fields(GLMLifecycle.stages)
      for stage in GLMLifecycle.stages {
        if let value = stages[stage] {
          parameters.placements[stage] = .classes(try classNames(value))
        }
      }
    }
    return parameters
  }

  private func forkJoin(_ element: YAMLElement) throws(InputError) -> ForkJoin {
    let fields = try element.fields(["stages", "width", "work", "bytes", "seed"])
    return ForkJoin(
      stages: try fields["stages"]?.integer(in: 1...100_000) ?? 1,
      width: try fields.require("width", "an integer").integer(in: 1...1_000_000),
      work: try work(fields), bytes: try fields["bytes"]?.quantity(.bytes) ?? 0)
  }

  private func chain(_ element: YAMLElement) throws(InputError) -> Chain {
    let fields = try element.fields(["tasks", "work", "bytes", "seed"])
    return Chain(
      tasks: try fields.require("tasks", "an integer").integer(in: 1...1_000_000),
      work: try work(fields), bytes: try fields["bytes"]?.quantity(.bytes) ?? 0)
  }

  private func layered(
    _ element: YAMLElement
  ) throws -> LayeredBenchmark {
    let fields = try element.fields(["tasks", "width", "seed"])
    return try LayeredBenchmark(
      tasks: try fields.require("tasks", "an integer").integer(in: 1...1_000_000), hosts: 1,
      width: try fields["width"]?.integer(in: 1...1_000_000) ?? 100,
      seed: UInt64(try fields["seed"]?.integer(in: 0...Int.max) ?? 1))
  }

  /// `work: 3` or `work: [1, 5]`, uniform from `seed`.
  private func work(_ fields: YAMLFields) throws(InputError) -> TaskWork {
    guard let element = fields["work"] else { return .constant(1) }
    if element.text != nil { return .constant(try element.quantity(.seconds)) }
    let bounds = try element.list(of: "two bounds")
    guard bounds.count == 2 else { throw element.wrong(expected: "a time or two bounds") }
    let low = try bounds[0].quantity(.seconds)
    let high = try bounds[1].quantity(.seconds, atLeast: low)
    return .uniform(low...high, seed: UInt64(try fields["seed"]?.integer(in: 0...Int.max) ?? 1))
  }
}
