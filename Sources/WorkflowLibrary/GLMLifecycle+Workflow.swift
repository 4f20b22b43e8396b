import SchedulingModel

extension GLMLifecycle {
  /// Builds the pipeline.
  ///
  /// - Throws: ``GeneratorError`` naming the first parameter that is out of range.
  /// - Complexity: O(shards × trials + segments).
  public func workflow() throws(GeneratorError) -> Workflow {
    try validate()
    var builder = WorkflowBuilder(name: "glm-lifecycle")
    let prepared = addShards(to: &builder)
    let lastSegment = addSegments(after: prepared, to: &builder)
    let searches = (0..<trials).map { trial in
      let search = add("optimize", "\(trial)", units: unitsPerTrial, to: &builder)
      for shard in prepared { builder.connect(shard, to: search, bytes: shardBytes) }
      return search
    }
    let final = add(
      "train", "final", units: finalTokens, priority: Double(segments + 1), to: &builder)
    builder.connect(lastSegment, to: final, bytes: checkpointBytes)
    for search in searches { builder.connect(search, to: final, bytes: resultBytes) }
    let verdict = add(
      "evaluate", "final", units: evaluationTokens, priority: Double(segments + 2), to: &builder)
    builder.connect(final, to: verdict, bytes: checkpointBytes)
    return try builder.buildGenerated(kind: "glm-lifecycle")
  }

  /// Loads and preprocesses; returns the preprocess tasks.
  private func addShards(to builder: inout WorkflowBuilder) -> [Int] {
    let loads = (0..<shards).map { add("load_data", "\($0)", units: unitsPerShard, to: &builder) }
    return loads.enumerated().map { shard, load in
      let preprocess = add("preprocess", "\(shard)", units: unitsPerShard, to: &builder)
      builder.connect(load, to: preprocess, bytes: shardBytes)
      return preprocess
    }
  }

  /// Trains in sequence, evaluating beside it; returns the last segment.
  private func addSegments(after prepared: [Int], to builder: inout WorkflowBuilder) -> Int {
    var last = 0
    for segment in 0..<segments {
      let train = add(
        "train", "\(segment)", units: segmentTokens, priority: Double(segment + 1), to: &builder)
      if segment == 0 {
        for shard in prepared { builder.connect(shard, to: train, bytes: shardBytes) }
      } else {
        builder.connect(last, to: train, bytes: checkpointBytes)
      }
      let evaluate = add("evaluate", "\(segment)", units: evaluationTokens, to: &builder)
      builder.connect(train, to: evaluate, bytes: checkpointBytes)
      last = train
    }
    return last
  }

  private func add(
    _ stage: String, _ suffix: String, units: Double, priority: Double = 0,
    to builder: inout WorkflowBuilder
  ) -> Int {
    builder.add(
      Workflow.Task(
        name: "\(stage)-\(suffix)", stage: stage, cost: .units(units),
        memoryBytes: memoryBytes[stage] ?? 0, placement: placements[stage] ?? .anywhere,
        priority: priority))
  }
}
