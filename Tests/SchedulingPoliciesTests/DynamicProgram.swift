import SchedulingModel

/// A random program of tasks, loops, copies and joins, and what runs when it is carried out step by
/// step: the twin of the unrolled workflow, which it shares nothing with but the names.
struct DynamicProgram {
  typealias Part = WorkflowBuilder.Part
  typealias Need = WorkflowBuilder.PartNeed

  enum Step {
    case part(Part)
    case loop(WorkflowBuilder.Loop)
  }

  private(set) var steps: [Step] = []
  private var stream: RandomStream
  /// What later steps may depend on, by kind.
  private var judged: [String] = []
  private var names: [String] = []
  private var count = 0

  init(seed: UInt64) {
    stream = RandomStream(seed: seed, purpose: .generator, entity: 99)
    for _ in 0..<6 {
      switch stream.below(4) {
      case 0: addLoop()
      case 1: addCopies()
      default: addTask()
      }
    }
  }

  func workflow() throws -> Workflow {
    var builder = WorkflowBuilder(name: "program")
    for step in steps {
      switch step {
      case .part(let part): builder.add(part)
      case .loop(let loop): builder.add(loop)
      }
    }
    return try builder.build()
  }

  private mutating func freshName() -> String {
    count += 1
    return "s\(count)"
  }

  private mutating func task(_ name: String) -> Workflow.Task {
    var task = Workflow.Task(name: name, cost: .work(Double(stream.below(9))))
    if stream.below(3) == 0 { task.join = .any }
    return task
  }

  private mutating func judge(_ task: inout Workflow.Task) {
    if stream.below(2) == 0 {
      task.verdict = .init(passProbability: [0, 0.5, 0.7, 1][Int(stream.below(4))])
    } else {
      task.metric = Workflow.Metric(
        name: "loss", quality: .uniform(low: 0, high: 2), noise: .uniform(low: 0.5, high: 1.5),
        trial: stream.below(2) == 0 ? "shared" : nil)
      task.verdict = .init(passProbability: nil, target: .init(metric: "loss", atMost: 0.9))
    }
  }

  /// Up to two needs of what came before.
  private mutating func needs() -> [Need] {
    var needs: [Need] = []
    for _ in 0..<stream.below(3) where !names.isEmpty {
      let name = names[Int(stream.below(UInt64(names.count)))]
      if needs.contains(where: { $0.name == name }) { continue }
      let bytes = Double(stream.below(3)) * 10
      if judged.contains(name), stream.below(2) == 0 {
        needs.append(Need(name, bytes: bytes, when: stream.below(2) == 0 ? .passed : .failed))
      } else {
        needs.append(Need(name, bytes: bytes))
      }
    }
    return needs
  }

  private mutating func addTask() {
    let name = freshName()
    var task = task(name)
    if stream.below(2) == 0 {
      judge(&task)
      judged.append(name)
    }
    steps.append(.part(Part(task, needs: needs())))
    names.append(name)
  }

  private mutating func addCopies() {
    let counter = freshName()
    var task = task(counter)
    task.decision = .copies(.uniform(low: 0, high: 5), atLeast: 0, atMost: 4)
    steps.append(.part(Part(task, needs: needs())))
    let copied = freshName()
    let first = self.task(copied)
    steps.append(.part(Part(first, needs: needs(), copies: (counter, 4))))
    let paired = freshName()
    var second = self.task(paired)
    second.join = .all
    steps.append(.part(Part(second, needs: [Need(copied, bytes: 5)], copies: (counter, 4))))
    names += [counter, copied, paired]
  }

  private mutating func addLoop() {
    let outside = needs()
    let (tune, check) = (freshName(), freshName())
    var first = task(tune)
    first.join = .all
    var second = task(check)
    judge(&second)
    var body = [
      Part(
        first, needs: stream.below(2) == 0 ? outside : [],
        previous: stream.below(2) == 0 ? [Need(check, bytes: 3)] : [],
        firstRound: 1 + Int(stream.below(2)))
    ]
    second.join = .all
    body.append(
      Part(
        second, needs: outside + (stream.below(3) > 0 ? [Need(tune, bytes: 7)] : []),
        previous: stream.below(3) == 0 ? [Need(tune)] : []))
    if stream.below(2) == 0 {
      var counter = task(freshName())
      counter.decision = .copies(.uniform(low: 0, high: 4), atLeast: 0, atMost: 3)
      body.append(Part(counter, needs: [Need(check)]))
      let copied = task(freshName())
      body.append(Part(copied, needs: [Need(tune)], copies: (counter.name, 3)))
    }
    let bound = 1 + Int(stream.below(4))
    let atBound: WorkflowBuilder.Loop.AtBound = stream.below(2) == 0 ? .goOn : .skip
    let loop =
      stream.below(2) == 0
      ? WorkflowBuilder.Loop(until: check, atMost: bound, atBound: atBound, body: body)
      : WorkflowBuilder.Loop(while: check, atMost: bound, atBound: atBound, body: body)
    steps.append(.loop(loop))
    judged.append(check)
    names += [check, tune]
  }
}
