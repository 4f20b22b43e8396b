import SchedulingModel
import Testing
import WorkflowLibrary

@Suite struct GLMLifecycleTests {
  private var small: GLMLifecycle {
    var parameters = GLMLifecycle()
    parameters.shards = 2
    parameters.segments = 2
    parameters.trials = 1
    return parameters
  }

  /// Every edge as `producer>consumer:bytes`.
  private func edges(_ workflow: Workflow) -> [String] {
    (0..<workflow.edgeCount).map { edge in
      workflow.tasks[workflow.source(of: edge)].name + ">"
        + workflow.tasks[workflow.target(of: edge)].name + ":\(Int(workflow.bytes(of: edge)))"
    }
  }

  @Test func shape() throws {
    var parameters = small
    parameters.shardBytes = 1
    parameters.checkpointBytes = 2
    parameters.resultBytes = 3
    let workflow = try parameters.workflow()
    #expect(
      workflow.tasks.map(\.name) == [
        "load_data-0", "load_data-1", "preprocess-0", "preprocess-1", "train-0", "evaluate-0",
        "train-1", "evaluate-1", "optimize-0", "train-final", "evaluate-final",
      ])
    #expect(
      edges(workflow) == [
        "load_data-0>preprocess-0:1", "load_data-1>preprocess-1:1", "preprocess-0>train-0:1",
        "preprocess-1>train-0:1", "train-0>evaluate-0:2", "train-0>train-1:2",
        "train-1>evaluate-1:2", "preprocess-0>optimize-0:1", "preprocess-1>optimize-0:1",
        "train-1>train-final:2", "optimize-0>train-final:3", "train-final>evaluate-final:2",
      ])
    #expect(workflow.tasks.map(\.priority) == [0, 0, 0, 0, 1, 0, 2, 0, 0, 3, 4])
  }

  @Test func unitsAndStages() throws {
    let parameters = small
    for task in try parameters.workflow().tasks {
      let stage = try #require(task.stage)
      #expect(GLMLifecycle.stages.contains(stage))
      #expect(task.name.hasPrefix("\(stage)-"))
      let units: Double =
        switch stage {
        case "train":
          task.name == "train-final" ? parameters.finalTokens : parameters.segmentTokens
        case "evaluate": parameters.evaluationTokens
        default: 1
        }
      #expect(task.cost == .units(units))
    }
  }

  @Test func memoryAndPlacementsByStage() throws {
    var parameters = small
    parameters.memoryBytes = ["train": 8e9]
    parameters.placements = ["load_data": .classes(["cpu"]), "train": .device("a")]
    for task in try parameters.workflow().tasks {
      #expect(task.memoryBytes == (task.stage == "train" ? 8e9 : 0))
      let expected: Workflow.PlacementRule =
        switch task.stage {
        case "load_data": .classes(["cpu"])
        case "train": .device("a")
        default: .anywhere
        }
      #expect(task.placement == expected)
    }
  }

  @Test func withoutTrials() throws {
    var parameters = GLMLifecycle()
    parameters.trials = 0
    let workflow = try parameters.workflow()
    #expect(workflow.taskCount == 2 * 8 + 2 * 4 + 2)
    #expect(workflow.tasks.allSatisfy { $0.stage != "optimize" })
  }

  @Test func badParameters() {
    func error(_ change: (inout GLMLifecycle) -> Void) -> GeneratorError? {
      var parameters = GLMLifecycle()
      change(&parameters)
      do {
        _ = try parameters.workflow()
        return nil
      } catch {
        return error
      }
    }
    #expect(error { $0.shards = 0 }?.parameter == "shards")
    #expect(error { $0.segments = 0 }?.parameter == "segments")
    #expect(error { $0.trials = -1 }?.expected == "at least 0")
    #expect(error { $0.segmentTokens = .nan }?.parameter == "segment tokens")
    #expect(error { $0.finalTokens = -1 }?.parameter == "final tokens")
    #expect(error { $0.evaluationTokens = -1 }?.parameter == "evaluation tokens")
    #expect(error { $0.shardBytes = -1 }?.parameter == "shard bytes")
    #expect(error { $0.checkpointBytes = -1 }?.parameter == "checkpoint bytes")
    #expect(error { $0.resultBytes = -1 }?.parameter == "result bytes")
    #expect(error { $0.memoryBytes["train"] = -1 }?.parameter == "memory of train")
    #expect(
      error { $0.placements["trian"] = .anywhere }
        == GeneratorError(
          kind: "glm-lifecycle", parameter: "placement stage", value: "'trian'",
          expected: "one of load_data, preprocess, train, evaluate, optimize"))
  }
}
