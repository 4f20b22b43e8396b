import SchedulingModel
import Testing

@Suite struct WorkflowBranchesTests {
  /// Tasks that all judge themselves, with random joins and conditions.
  private func workflow(seed: UInt64) throws -> Workflow {
    var stream = RandomStream(seed: seed, purpose: .generator, entity: 1)
    var builder = WorkflowBuilder(name: "random")
    for id in 0..<12 {
      builder.add(
        Workflow.Task(
          name: "t\(id)", cost: .work(1), verdict: .init(passProbability: 0.5),
          join: stream.below(2) == 0 ? .all : .any))
    }
    for edge in randomEdges(tasks: 12, probability: 0.25, seed: seed) {
      let condition = [Workflow.Condition.always, .passed, .failed][Int(stream.below(3))]
      builder.connect(edge.source, to: edge.target, bytes: edge.bytes, when: condition)
    }
    return try builder.build()
  }

  /// The slow twin: applies the rules until nothing changes.
  private func fixpoint(_ workflow: Workflow, _ verdicts: [Bool]) -> Set<Int> {
    var skipped: Set<Int> = []
    func isDead(_ edge: Int) -> Bool {
      let source = workflow.source(of: edge)
      if skipped.contains(source) { return true }
      switch workflow.condition(of: edge) {
      case .always: return false
      case .passed: return !verdicts[source]
      case .failed: return verdicts[source]
      case .atLeast, .kept: return true  // Not in these workflows.
      }
    }
    while true {
      let more = workflow.tasks.indices.filter { task in
        let dead = workflow.inputs(of: task).filter(isDead).count
        return workflow.tasks[task].join == .all
          ? dead > 0 : dead > 0 && dead == workflow.inputs(of: task).count
      }
      if skipped.isSuperset(of: more) { return skipped }
      skipped.formUnion(more)
    }
  }

  @Test func agreesWithTheFixpoint() throws {
    var (skips, certain) = (0, 0)
    for seed in UInt64(1)...60 {
      let workflow = try workflow(seed: seed)
      var stream = RandomStream(seed: seed, purpose: .policy)
      let sure = workflow.branches(verdicts: nil)
      for _ in 0..<8 {
        let verdicts = (0..<12).map { _ in stream.below(2) == 0 }
        let branches = workflow.branches(verdicts: .init(passes: verdicts))
        let expected = fixpoint(workflow, verdicts)
        #expect(workflow.tasks.indices.filter { branches.isSkipped[$0] } == expected.sorted())
        // What runs for certain runs under these verdicts, too.
        for task in workflow.tasks.indices where !sure.isSkipped[task] {
          #expect(!branches.isSkipped[task])
          certain += 1
        }
        for edge in 0..<workflow.edgeCount where !sure.isDead[edge] {
          #expect(!branches.isDead[edge])
        }
        skips += expected.count
      }
    }
    #expect(skips > 500 && certain > 500)
  }

  @Test func withoutConditionsNothingIsSkipped() throws {
    let workflow = try makeWorkflow(work: [1, 1], edges: [(0, 1, 3)])
    #expect(!workflow.isConditional && workflow.condition(of: 0) == .always)
    let branches = workflow.branches(verdicts: nil)
    #expect(branches.isSkipped == [false, false] && branches.isDead == [false])
  }

  @Test func mergingKeepsConditions() throws {
    var builder = WorkflowBuilder(name: "w")
    let verdict = Workflow.Verdict(
      passProbability: 0.25, target: .init(metric: "loss", atMost: -1))
    builder.add(Workflow.Task(name: "a", cost: .work(1), verdict: verdict))
    builder.add(Workflow.Task(name: "b", cost: .work(1), join: .any))
    builder.connect(0, to: 1, bytes: 5, when: .failed)
    let workflow = try builder.build()
    let merged = Workflow.merged([("x", workflow), ("y", workflow)])
    #expect((0..<2).map { merged.condition(of: $0) } == [.failed, .failed])
    #expect(merged.tasks[2].verdict == verdict && merged.tasks[3].join == .any)
  }
}
