import SchedulingModel
import SimulationEngine
import Testing

/// Broken rules end the run with the first of them, also if the policy catches the error.
@Suite struct SystemStateCommandsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var expected: SchedulingError
    var commands: @Sendable (inout SystemState) throws -> Void
  }

  /// t0 → t1, t2 of a job that arrives at 5, t3 pinned to device 1.
  private func instance() throws -> Instance {
    var builder = WorkflowBuilder(name: "rules")
    for task in 0..<3 { builder.add(Workflow.Task(name: "t\(task)", cost: .work(2))) }
    builder.add(Workflow.Task(name: "t3", cost: .work(2), placement: .device("n1")))
    builder.connect(0, to: 1)
    let (workflow, cluster) = (try builder.build(), try Hand.cluster(2))
    return Instance(
      workflow: workflow,
      jobs: [
        Instance.Job(name: "now", arrival: 0, tasks: 0..<2),
        Instance.Job(name: "later", arrival: 5, tasks: 2..<3),
        Instance.Job(name: "also", arrival: 0, tasks: 3..<4),
      ], cluster: cluster, costs: try CostModel(workflow: workflow, cluster: cluster))
  }

  static let cases = [
    Case(testDescription: "unknown task", expected: .unknownTask(9)) { try $0.assign(9, to: 0) },
    Case(testDescription: "unknown planned task", expected: .unknownTask(-1)) {
      try $0.assign(-1, to: 0, plannedStart: 0, plannedFinish: 1, place: 0)
    },
    Case(testDescription: "unknown withdrawn task", expected: .unknownTask(4)) {
      try $0.withdraw(4)
    },
    Case(testDescription: "unknown device", expected: .unknownDevice(2)) {
      try $0.assign(0, to: 2)
    },
    Case(testDescription: "ineligible", expected: .ineligibleDevice(task: 3, device: 0)) {
      try $0.assign(3, to: 0)
    },
    Case(testDescription: "not arrived", expected: .jobNotArrived(task: 2)) {
      try $0.assign(2, to: 0)
    },
    Case(testDescription: "twice", expected: .notAssignable(task: 0, state: .assigned)) {
      try $0.assign(0, to: 0)
      try $0.assign(0, to: 1)
    },
    Case(
      testDescription: "withdrawn unassigned", expected: .notWithdrawable(task: 1, state: .waiting)
    ) { try $0.withdraw(1) },
    Case(
      testDescription: "predecessor assigned behind",
      expected: .predecessorBehind(task: 1, predecessor: 0, device: 1)
    ) {
      try $0.assign(1, to: 1)
      try $0.assign(0, to: 1)
    },
    Case(
      testDescription: "planned before its predecessor",
      expected: .predecessorBehind(task: 1, predecessor: 0, device: 1)
    ) {
      try $0.assign(0, to: 1, plannedStart: 4, plannedFinish: 6, place: 0)
      try $0.assign(1, to: 1, plannedStart: 3, plannedFinish: 5, place: 1)
    },
    Case(testDescription: "no number", expected: .badPlannedTime(task: 0)) {
      try $0.assign(0, to: 1, plannedStart: .nan, plannedFinish: 6, place: 0)
    },
    Case(testDescription: "the first wins", expected: .unknownDevice(7)) {
      try? $0.assign(0, to: 7)
      try $0.assign(9, to: 0)
    },
  ]

  @Test(arguments: cases, [false, true])
  func theRunEnds(with rule: Case, swallowed: Bool) throws {
    let policy = TestPolicy { system, _ in
      if swallowed { try? rule.commands(&system) } else { try rule.commands(&system) }
    }
    let result = Simulation(instance: try instance()).run(policy)
    #expect(result.status == .policyError(.broke(rule.expected)))
    #expect(result.makespan == nil && result.status.word == "policy-error")
    #expect(policy.log.rounds == [0])
  }

  @Test(arguments: [false, true]) func endlessRounds(swallowed: Bool) throws {
    let policy = TestPolicy { system, _ in
      for _ in 0..<100_000 {
        if swallowed {
          try? system.assign(0, to: 0)
          try? system.withdraw(0)
        } else {
          try system.assign(0, to: 0)
          try system.withdraw(0)
        }
      }
    }
    let result = Simulation(instance: try instance()).run(policy)
    guard case .policyError(.broke(.endlessRound(let commands))) = result.status else {
      Issue.record("\(result.status)")
      return
    }
    #expect(commands > 1000)
  }

  @Test func runningAndFinishedTasksStay() throws {
    for (time, state) in [(1.0, TaskState.running), (2.5, .succeeded)] {
      var system = SystemState(try instance())
      system.arrive(job: 0)
      try system.assign(0, to: 0)
      let attempt = try system.begin(0)
      system.advance(to: time)
      if state == .succeeded { try system.complete(0, attempt: attempt) }
      #expect(throws: SchedulingError.notAssignable(task: 0, state: state)) {
        try system.assign(0, to: 1)
      }
      #expect(throws: SchedulingError.notWithdrawable(task: 0, state: state)) {
        try system.withdraw(0)
      }
    }
  }

  @Test func resultsOfLostAttemptsAreRefused() throws {
    var system = SystemState(try instance())
    system.arrive(job: 0)
    try system.assign(0, to: 0)
    let first = try system.begin(0)
    try system.fail(0, attempt: first, cause: .task)
    try system.assign(0, to: 1)
    #expect(try system.begin(0) == first + 1)
    #expect(throws: SchedulingError.supersededAttempt(task: 0, attempt: first)) {
      try system.complete(0, attempt: first)
    }
    try system.complete(0, attempt: first + 1)
  }

  @Test func aPolicysOwnErrorEndsTheRun() throws {
    struct Reason: Error {}
    let result = Simulation(instance: try instance()).run(TestPolicy { _, _ in throw Reason() })
    #expect(result.status == .policyError(.failed(reason: "Reason()")))
  }
}
