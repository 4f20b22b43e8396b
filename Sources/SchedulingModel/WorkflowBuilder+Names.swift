/// Names that stand for several tasks.
extension WorkflowBuilder {
  /// Which copy a task is.
  struct Copy: Sendable {
    /// The task that decides how many copies there are.
    var counter: String
    /// From 0.
    var index: Int
  }

  /// What a name stands for, if not for one task.
  enum Alias: Sendable {
    /// `name-0`, …: those that run.
    case copies(counter: String, count: Int)
    /// A task of a loop's body, from outside the loop.
    case looped(name: String, firstRound: Int, loop: LoopEnd)
    /// Any of these tasks.
    case alternatives([String])
  }

  /// How a loop ends.
  struct LoopEnd: Sendable {
    var until: String
    var ends: Workflow.Condition
    var bound: Int
    var goesOn: Bool
  }

  /// Turns edges from names into edges from ids.
  struct NameResolver {
    let builder: WorkflowBuilder
    let ids: [String: Int]
    /// The last number of a consumer's alternatives that was given.
    private var numbers: [Int: Int32] = [:]
    /// Consumers that wait for a loop's end already, by the name of its last task.
    private var waiting: Set<String> = []

    init(builder: WorkflowBuilder, ids: [String: Int]) {
      self.builder = builder
      self.ids = ids
      for edge in builder.namedEdges where !builder.aliases.isEmpty {
        note(edge.need, of: edge.target)
      }
      for edge in builder.edges where !builder.aliases.isEmpty { note(edge.need, of: edge.target) }
    }

    private mutating func note(_ need: Workflow.Need, of target: Int) {
      if case .alternative(let number) = need {
        numbers[target] = max(numbers[target] ?? 0, number)
      }
    }

    /// Appends the edges that a named one stands for; the name, if nothing has it.
    mutating func resolve(_ edge: NamedEdge, into edges: inout [Edge]) -> String? {
      if let source = ids[edge.source] {
        edges.append(
          Edge(
            source: source, target: edge.target, bytes: edge.bytes, condition: edge.condition,
            need: edge.need))
        return nil
      }
      switch builder.aliases[edge.source] {
      case nil: return edge.source
      case .alternatives(let names)?:
        return resolve(names.map { ($0, edge.condition) }, for: edge, into: &edges)
      case .copies(let counter, let count)?:
        if let copy = edge.copy, copy.counter == counter {
          // Copies by one decision go together, each with its like.
          return resolve(edge, from: "\(edge.source)-\(copy.index)", into: &edges)
        }
        let names = (0..<count).map { ("\(edge.source)-\($0)", edge.condition) }
        return resolve(names, for: edge, into: &edges)
      case .looped(let name, let firstRound, let loop)?:
        return resolve(edge, name: name, firstRound: firstRound, loop, into: &edges)
      }
    }

    private mutating func resolve(
      _ edge: NamedEdge, from name: String, when condition: Workflow.Condition? = nil,
      as need: Workflow.Need? = nil, into edges: inout [Edge]
    ) -> String? {
      var renamed = edge
      renamed.source = name
      renamed.condition = condition ?? edge.condition
      renamed.need = need ?? edge.need
      return resolve(renamed, into: &edges)
    }

    /// At least one of several; if the edge is required, a group of alternatives of their own.
    private mutating func resolve(
      _ names: [(name: String, condition: Workflow.Condition)], for edge: NamedEdge,
      into edges: inout [Edge]
    ) -> String? {
      var need = edge.need
      if need == .required {
        let number = (numbers[edge.target] ?? 0) + 1
        numbers[edge.target] = number
        need = .alternative(number)
      }
      for (name, condition) in names {
        if let unknown = resolve(edge, from: name, when: condition, as: need, into: &edges) {
          return unknown
        }
      }
      return nil
    }

    /// A loop's task from outside: its last one means the round that ends the loop; others mean the
    /// rounds that ran, once the loop has ended.
    private mutating func resolve(
      _ edge: NamedEdge, name: String, firstRound: Int, _ loop: LoopEnd,
      into edges: inout [Edge]
    ) -> String? {
      if name == loop.until, edge.condition != .always, edge.condition != loop.ends {
        return resolve(edge, from: "\(name)-\(loop.bound)", into: &edges)
      }
      if name != loop.until {
        for round in firstRound..<max(firstRound, loop.bound + 1) {
          let need: Workflow.Need = edge.need == .required ? .optional : edge.need
          if let unknown = resolve(edge, from: "\(name)-\(round)", as: need, into: &edges) {
            return unknown
          }
        }
        if edge.need == .optional { return nil }
        let asks = builder.namedEdges.contains {
          $0.target == edge.target && $0.source == loop.until
        }
        if asks || waiting.contains("\(edge.target) \(loop.until)") { return nil }
      }
      waiting.insert("\(edge.target) \(loop.until)")
      let goesOn = loop.goesOn && (name != loop.until || edge.condition == .always)
      var end = edge
      end.bytes = name == loop.until ? edge.bytes : 0
      let rounds = (1...loop.bound).map { round in
        (
          "\(loop.until)-\(round)",
          round == loop.bound && goesOn ? Workflow.Condition.always : loop.ends
        )
      }
      return resolve(rounds, for: end, into: &edges)
    }
  }
}
