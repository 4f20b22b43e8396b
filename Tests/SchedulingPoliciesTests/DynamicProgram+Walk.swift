import SchedulingModel

extension DynamicProgram {
  /// Carries the program out: the names of the tasks that run.
  ///
  /// - Parameter level: how a task turns out, by its name.
  func walk(level: @escaping (String) -> Int) -> Set<String> {
    var walk = Walk(level: level)
    for step in steps {
      switch step {
      case .part(let part): walk.run(part, suffix: "")
      case .loop(let loop): walk.run(loop)
      }
    }
    return walk.ran
  }

  private struct Walk {
    let level: (String) -> Int
    var ran: Set<String> = []
    /// Of each copied task, by its name: the task that counts it.
    var copies: [String: (counter: String, count: Int)] = [:]
    /// Of each task of a loop, by its name: the loop, and in which round it ended, nil if it did not.
    var loops: [String: (loop: WorkflowBuilder.Loop, ended: Int?)] = [:]

    func holds(_ condition: Workflow.Condition, _ name: String) -> Bool {
      guard ran.contains(name) else { return false }
      switch condition {
      case .always: return true
      case .passed: return level(name) >= 1
      case .failed: return level(name) == 0
      case .atLeast(let count): return level(name) >= count
      case .kept: return false
      }
    }

    /// Whether a need is met, from a task, or from one copy of it.
    func isMet(_ need: Need, any: Bool, copy: (counter: String, index: Int)?) -> Bool {
      if let group = copies[need.name] {
        if let copy, copy.counter == group.counter {
          return holds(need.condition, "\(need.name)-\(copy.index)")
        }
        return (0..<group.count).contains { holds(need.condition, "\(need.name)-\($0)") }
      }
      guard let (loop, ended) = loops[need.name] else { return holds(need.condition, need.name) }
      let last = "\(loop.decider)-\(loop.bound)"
      let reachedBound = ended == nil && ran.contains(last)
      if need.name == loop.decider {
        if need.condition == loop.ends { return ended != nil }
        if need.condition != .always { return holds(need.condition, last) }
        return ended != nil || reachedBound && loop.atBound == .goOn
      }
      let hasEnded = ended != nil || reachedBound && loop.atBound == .goOn
      let someRan = (1...loop.bound).contains { holds(need.condition, "\(need.name)-\($0)") }
      return any ? hasEnded || someRan : hasEnded
    }

    mutating func run(_ part: Part, suffix: String, open: Bool = true) {
      let name = part.task.name + suffix
      guard let (counter, count) = part.copies else {
        if open, isOpen(part, copy: nil) { ran.insert(name) }
        return
      }
      for index in 0..<count {
        guard open, ran.contains(counter), level(counter) > index,
          isOpen(part, copy: (counter, index))
        else { continue }
        ran.insert("\(name)-\(index)")
      }
      copies[name] = (counter, count)
    }

    private func isOpen(_ part: Part, copy: (counter: String, index: Int)?) -> Bool {
      let any = part.task.join == .any
      if part.needs.isEmpty { return true }
      return any
        ? part.needs.contains { isMet($0, any: true, copy: copy) }
        : part.needs.allSatisfy { isMet($0, any: false, copy: copy) }
    }

    mutating func run(_ loop: WorkflowBuilder.Loop) {
      let firstRounds = Dictionary(
        uniqueKeysWithValues: loop.body.map { ($0.task.name, $0.firstRound) })
      var ended: Int?
      var isOpen = true
      for round in 1...loop.bound {
        for part in loop.body where part.firstRound <= round {
          var inner = part
          inner.needs = part.needs.compactMap { need in
            guard let first = firstRounds[need.name] else { return need }
            return first <= round
              ? Need("\(need.name)-\(round)", when: need.condition) : nil
          }
          for need in part.previous where firstRounds[need.name] ?? .max < round {
            inner.needs.append(Need("\(need.name)-\(round - 1)", when: need.condition))
          }
          if let copies = part.copies, firstRounds[copies.counter] != nil {
            inner.copies = ("\(copies.counter)-\(round)", copies.atMost)
          }
          run(inner, suffix: "-\(round)", open: isOpen)
        }
        let decider = "\(loop.decider)-\(round)"
        if holds(loop.ends, decider) { ended = ended ?? round }
        isOpen = isOpen && ran.contains(decider) && !holds(loop.ends, decider)
      }
      for part in loop.body { loops[part.task.name] = (loop, ended) }
    }
  }
}
