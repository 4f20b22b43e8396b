import SchedulingModel
import Testing

/// How loops, copies and halvings are written out.
@Suite struct WorkflowBuilderLoopsTests {
  typealias Part = WorkflowBuilder.Part
  typealias Need = WorkflowBuilder.PartNeed

  private func task(_ name: String, judged: Bool = false) -> Workflow.Task {
    Workflow.Task(
      name: name, cost: .work(1), verdict: judged ? .init(passProbability: 0.5) : nil)
  }

  /// Edges as `consumer < producer condition need`.
  private func edges(_ workflow: Workflow) -> [String] {
    (0..<workflow.edgeCount).map { edge in
      let names = (
        workflow.tasks[workflow.target(of: edge)].name,
        workflow.tasks[workflow.source(of: edge)].name
      )
      let need =
        switch workflow.need(of: edge) {
        case .required: ""
        case .optional: " optional"
        case .alternative(let number): " alternative-\(number)"
        }
      return "\(names.0) < \(names.1) \(workflow.condition(of: edge))\(need)"
    }
  }

  @Test func aLoop() throws {
    var builder = WorkflowBuilder(name: "loop")
    builder.add(task("start"))
    builder.add(
      WorkflowBuilder.Loop(
        until: "check", atMost: 3,
        body: [
          Part(task("tune"), previous: [Need("check", bytes: 5)], firstRound: 2),
          Part(task("check", judged: true), needs: [Need("start"), Need("tune", bytes: 7)]),
        ]))
    let end = builder.add(task("end"))
    builder.require("check", for: end, bytes: 9)
    builder.require("tune", for: end, bytes: 11)
    let workflow = try builder.build()
    #expect(
      workflow.tasks.map(\.name)
        == ["start", "check-1", "tune-2", "check-2", "tune-3", "check-3", "end"])
    let expected = [
      "check-1 < start always",
      "tune-2 < check-1 failed",
      "check-2 < start always", "check-2 < tune-2 always",
      "tune-3 < check-2 failed",
      "check-3 < start always", "check-3 < tune-3 always",
      "end < check-1 passed alternative-1", "end < tune-2 always optional",
      "end < check-2 passed alternative-1", "end < tune-3 always optional",
      "end < check-3 always alternative-1",
    ]
    #expect(edges(workflow) == expected)
  }

  @Test func copies() throws {
    var plan = task("plan")
    plan.decision = .copies(.uniform(low: 0, high: 3), atLeast: 0, atMost: 2)
    var builder = WorkflowBuilder(name: "copies")
    builder.add(plan)
    builder.add(Part(task("trial"), needs: [Need("plan", bytes: 3)], copies: ("plan", 2)))
    builder.add(Part(task("score"), needs: [Need("trial")], copies: ("plan", 2)))
    builder.add(Part(task("best"), needs: [Need("score")]))
    let workflow = try builder.build()
    let expected = [
      "trial-0 < plan at-least-1", "trial-1 < plan at-least-2",
      "score-0 < plan at-least-1", "score-0 < trial-0 always",
      "score-1 < plan at-least-2", "score-1 < trial-1 always",
      "best < score-0 always alternative-1", "best < score-1 always alternative-1",
    ]
    #expect(edges(workflow) == expected)
    #expect(workflow.totalBytes == 6)
  }

  @Test func refused() throws {
    func problems(_ add: (inout WorkflowBuilder) -> Void) -> [WorkflowError.Problem] {
      var builder = WorkflowBuilder(name: "bad")
      add(&builder)
      do throws(WorkflowError) {
        _ = try builder.build()
        return []
      } catch {
        return error.problems
      }
    }
    let noVerdict = problems {
      $0.add(WorkflowBuilder.Loop(until: "a", atMost: 2, body: [Part(task("a"))]))
    }
    #expect(noVerdict == [.badLoop(until: "a")])
    let noRounds = problems {
      $0.add(WorkflowBuilder.Loop(until: "a", atMost: 0, body: [Part(task("a", judged: true))]))
    }
    #expect(noRounds == [.badCount(task: "a", count: 0, expected: 1...100_000)])
    let noCopies = problems {
      $0.add(task("a"))
      $0.add(Part(task("b"), copies: ("a", 1)))
    }
    #expect(noCopies == [.noCopies(task: "b-0", dependency: "a")])
    let noCandidate = problems {
      var select = task("select")
      select.decision = .keep(1)
      $0.add(task("a"))
      $0.add(select)
      $0.add(task("b"))
      $0.connect(0, to: 1)
      $0.connect(1, to: 2, when: .kept(0))
    }
    #expect(noCandidate == [.noCandidate(task: "b", dependency: "select", candidate: "a")])
    let twice = problems {
      $0.add(task("a"))
      $0.add(
        WorkflowBuilder.Loop(until: "a", atMost: 1, body: [Part(task("a", judged: true))]))
    }
    #expect(twice == [.duplicateTask("a")])
  }

  /// Alternatives, optional inputs, numbers of copies and selections, against the rules read aloud.
  @Test func branchesAgreeWithTheRules() throws {
    var skips = 0
    for seed in UInt64(1)...80 {
      let workflow = try Self.random(seed: seed)
      var stream = RandomStream(seed: seed, purpose: .policy)
      let sure = workflow.branches(verdicts: nil)
      for _ in 0..<6 {
        let outcomes = Workflow.Outcomes(
          levels: workflow.tasks.map { _ in Int32(stream.below(3)) },
          metrics: workflow.tasks.map { _ in Double(stream.below(4)) })
        let branches = workflow.branches(verdicts: outcomes)
        let expected = Self.byTheRules(workflow, outcomes)
        #expect(workflow.tasks.indices.filter { branches.isSkipped[$0] } == expected.sorted())
        for task in expected { #expect(sure.isSkipped[task]) }
        skips += expected.count
      }
    }
    #expect(skips > 1000)
  }

  private static func random(seed: UInt64) throws -> Workflow {
    var stream = RandomStream(seed: seed, purpose: .generator, entity: 2)
    var builder = WorkflowBuilder(name: "random")
    for id in 0..<14 {
      var task = Workflow.Task(
        name: "t\(id)", cost: .work(1), verdict: .init(passProbability: 0.5),
        join: stream.below(4) == 0 ? .any : .all)
      task.metric = Workflow.Metric(name: "m", quality: .constant(1))
      switch stream.below(3) {
      case 0: task.decision = .copies(.constant(1), atLeast: 0, atMost: 2)
      case 1: task.decision = .keep(1 + Int(stream.below(2)))
      default: break
      }
      builder.add(task)
    }
    var inputs = [[Int]](repeating: [], count: 14)
    for edge in randomEdges(tasks: 14, probability: 0.3, seed: seed) {
      inputs[edge.target].append(edge.source)
    }
    for target in inputs.indices {
      for source in inputs[target] {
        var condition = [Workflow.Condition.always, .passed, .failed][Int(stream.below(3))]
        switch builder.tasks[source].decision {
        case .copies?: condition = .atLeast(1 + Int(stream.below(2)))
        case .keep? where !inputs[source].isEmpty:
          condition = .kept(inputs[source][Int(stream.below(UInt64(inputs[source].count)))])
        default: break
        }
        let needs: [Workflow.Need] = [.required, .optional, .alternative(1), .alternative(2)]
        builder.connect(
          source, to: target, when: condition, as: needs[Int(stream.below(4))])
      }
    }
    return try builder.build()
  }

  private static func byTheRules(_ workflow: Workflow, _ outcomes: Workflow.Outcomes) -> Set<Int> {
    var skipped: Set<Int> = []
    func isDead(_ edge: Int) -> Bool {
      let source = workflow.source(of: edge)
      if skipped.contains(source) { return true }
      switch workflow.condition(of: edge) {
      case .always: return false
      case .passed: return outcomes.levels[source] == 0
      case .failed: return outcomes.levels[source] != 0
      case .atLeast(let count): return Int(outcomes.levels[source]) < count
      case .kept(let candidate):
        guard case .keep(let count)? = workflow.tasks[source].decision else { return true }
        let alive = workflow.inputs(of: source).filter { !isDead($0) }
          .map { workflow.source(of: $0) }
        let better = alive.filter { other in
          outcomes.metrics[other] < outcomes.metrics[candidate]
            || outcomes.metrics[other] == outcomes.metrics[candidate] && other < candidate
        }
        return !alive.contains(candidate) || better.count >= count
      }
    }
    for task in workflow.topologicalOrder.lazy.map(Int.init) {
      let inputs = Array(workflow.inputs(of: task))
      let dead = inputs.filter(isDead)
      let isSkipped: Bool
      if workflow.tasks[task].join == .any {
        isSkipped = !inputs.isEmpty && dead.count == inputs.count
      } else {
        isSkipped =
          dead.contains { workflow.need(of: $0) == .required }
          || [1, 2].contains { number in
            let group = inputs.filter { workflow.need(of: $0) == .alternative(Int32(number)) }
            return !group.isEmpty && group.allSatisfy(dead.contains)
          }
      }
      if isSkipped { skipped.insert(task) }
    }
    return skipped
  }
}
