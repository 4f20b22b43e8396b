/// Loops, unrolled up to their bound.
extension WorkflowBuilder {
  /// Tasks that are repeated until a verdict ends the loop.
  public struct Loop: Sendable {
    /// What follows a loop that has reached its bound while its verdict did not end it.
    public enum AtBound: String, Sendable, CaseIterable {
      /// The rest goes on.
      case goOn = "go-on"
      /// The rest is skipped.
      case skip
    }

    /// The task of the body whose verdict decides, by its name.
    public var decider: String
    /// The verdict that ends the loop: `passed` (repeat until it passes) or `failed` (repeat while it
    /// passes).
    public var ends: Workflow.Condition
    /// The largest number of rounds.
    public var bound: Int
    /// What follows when the bound is reached.
    public var atBound: AtBound
    /// The tasks of a round.
    public var body: [Part]

    /// Creates a loop that repeats until a task passes.
    public init(
      until decider: String, atMost bound: Int, atBound: AtBound = .goOn, body: [Part]
    ) {
      self.decider = decider
      ends = .passed
      self.bound = bound
      self.atBound = atBound
      self.body = body
    }

    /// Creates a loop that repeats while a task passes.
    public init(
      while decider: String, atMost bound: Int, atBound: AtBound = .goOn, body: [Part]
    ) {
      self.init(until: decider, atMost: bound, atBound: atBound, body: body)
      ends = .failed
    }
  }

  /// Adds the rounds of a loop: the tasks `name-1`, `name-2`, … for each task of the body.
  ///
  /// A round runs if the loop's verdict did not end it in the round before; the others are skipped.
  /// Outside the loop, the decider's name stands for the round that ended the loop (or the last, if the
  /// rest goes on at the bound), and `when` the opposite of what ends it for the last round alone. The
  /// name of another task of the body stands for all its rounds that ran, once the loop has ended.
  public mutating func add(_ loop: Loop) {
    let decider = loop.body.first { $0.task.name == loop.decider }
    guard let decider, decider.firstRound == 1, decider.copies == nil, decider.task.verdict != nil
    else {
      problems.append(.badLoop(until: loop.decider))
      return
    }
    guard (1...Self.largestCount).contains(loop.bound) else {
      problems.append(
        .badCount(task: loop.decider, count: loop.bound, expected: 1...Self.largestCount))
      return
    }
    let end = LoopEnd(
      until: loop.decider, ends: loop.ends, bound: loop.bound, goesOn: loop.atBound == .goOn)
    for part in loop.body {
      let alias = Alias.looped(
        name: part.task.name, firstRound: part.firstRound, loop: end)
      if aliases.updateValue(alias, forKey: part.task.name) != nil {
        problems.append(.duplicateTask(part.task.name))
      }
    }
    let firstRounds = Dictionary(
      loop.body.map { ($0.task.name, $0.firstRound) }, uniquingKeysWith: { first, _ in first })
    for round in 1...loop.bound {
      for part in loop.body where part.firstRound <= round {
        add(part, of: loop, round: round, firstRounds: firstRounds)
      }
    }
  }

  private mutating func add(
    _ part: Part, of loop: Loop, round: Int, firstRounds: [String: Int]
  ) {
    var needs: [PartNeed] = []
    var isInside = false
    for need in part.needs {
      guard let first = firstRounds[need.name] else {
        needs.append(need)
        continue
      }
      // A task that does not stand in this round yet is not needed either.
      guard first <= round else { continue }
      isInside = true
      needs.append(need.renamed(round))
    }
    for need in part.previous {
      guard let first = firstRounds[need.name] else {
        problems.append(
          .unknownDependency(
            task: part.task.name, dependency: need.name,
            nearest: nearestName(to: need.name, among: loop.body.map(\.task.name))))
        continue
      }
      if first < round { needs.append(need.renamed(round - 1)) }
    }
    var task = part.task
    task.name += "-\(round)"
    let before = "\(loop.decider)-\(round - 1)"
    var gates: [PartNeed] = []
    // A task that needs another of its round is skipped with it.
    let isSkippedAlong = isInside && task.join == .all && part.copies == nil
    if round > 1, !isSkippedAlong || needs.contains(where: { $0.name == before }) {
      gates = [PartNeed(before, when: loop.ends == .passed ? .failed : .passed)]
    }
    var inner = Part(task, needs: needs, copies: part.copies)
    if let copies = part.copies, firstRounds[copies.counter] != nil {
      inner.copies = ("\(copies.counter)-\(round)", copies.atMost)
    }
    add(inner, gates: gates)
  }
}

extension WorkflowBuilder.PartNeed {
  fileprivate func renamed(_ round: Int) -> Self {
    var renamed = self
    renamed.name += "-\(round)"
    return renamed
  }
}
