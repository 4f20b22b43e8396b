import SchedulingModel

/// The kinds of random instances that planners and policies meet in these tests.
///
/// Zero-length tasks and edges of 0 bytes occur in all of them, some seeds draw whole numbers (so
/// that ties occur) and some declare tasks in an order that is not topological.
enum InstanceShape: String, CaseIterable, Sendable {
  /// One task after the other.
  case chain
  /// Blocks of parallel tasks between single ones.
  case forkJoin
  /// Layers, each task with some predecessors in the layer before.
  case layered
  /// Any earlier task may be a predecessor; several entries and exits.
  case sparse
  /// No edges.
  case independent
  /// Class rules, memory limits and pinned tasks.
  case restricted
  /// Tasks that need up to four devices of one class at once.
  case gangs
  /// Explicit cost tables in which classes are missing.
  case tables
  /// A second job arrives while the first runs.
  case twoJobs
  /// Jobs arrive one after the other, two of them at one instant.
  case fourJobs

  /// Draws an instance on a cluster of several pods, nodes and device classes.
  func instance(seed: UInt64, outages: OutageModel? = nil) throws -> Instance {
    var draw = InstanceDraw(seed: seed)
    let cluster = try draw.cluster(outages: outages)
    return try instance(on: cluster, &draw)
  }

  /// Draws an instance on a given cluster.
  func instance(seed: UInt64, on cluster: Cluster) throws -> Instance {
    var draw = InstanceDraw(seed: seed)
    return try instance(on: cluster, &draw)
  }

  private func instance(on cluster: Cluster, _ draw: inout InstanceDraw) throws -> Instance {
    let arrivals: [Double]
    switch self {
    case .twoJobs: arrivals = [0, draw.real(upTo: 30)]
    case .fourJobs:
      let second = draw.real(upTo: 20)
      arrivals = [0, second, second + draw.real(upTo: 20), second]
    default: arrivals = [0]
    }
    var parts: [(name: String, workflow: Workflow)] = []
    for index in arrivals.indices {
      parts.append(("job\(index)", try workflow(on: cluster, &draw)))
    }
    let merged = Workflow.merged(parts)
    var jobs: [Instance.Job] = []
    var first = 0
    for (part, arrival) in zip(parts, arrivals) {
      let next = first + part.workflow.taskCount
      jobs.append(Instance.Job(name: part.name, arrival: arrival, tasks: first..<next))
      first = next
    }
    return Instance(
      workflow: merged, jobs: jobs, cluster: cluster,
      costs: try CostModel(workflow: merged, cluster: cluster))
  }

  private func workflow(on cluster: Cluster, _ draw: inout InstanceDraw) throws -> Workflow {
    let count = 8 + draw.below(20)
    var builder = WorkflowBuilder(name: rawValue)
    // Where the k-th task in topological order is declared.
    var place = Array(0..<count)
    if draw.below(2) == 0 { place.shuffle(using: &draw.stream) }
    for id in 0..<count {
      switch self {
      case .restricted: builder.add(draw.restrictedTask(id, on: cluster))
      case .tables: builder.add(draw.tableTask(id, on: cluster))
      case .gangs: builder.add(draw.gangTask(id, on: cluster))
      default: builder.add(draw.plainTask(id))
      }
    }
    for (source, target) in edges(count: count, &draw) {
      builder.connect(place[source], to: place[target], bytes: draw.bytes())
    }
    return try builder.build()
  }

  private func edges(count: Int, _ draw: inout InstanceDraw) -> [(Int, Int)] {
    var edges: [(Int, Int)] = []
    let width = 1 + draw.below(5)
    for task in 1..<count {
      let sources: [Int]
      switch self {
      case .independent: sources = []
      case .chain: sources = [task - 1]
      case .forkJoin:
        // Tasks 0, 5, 10, … join the four before them and fork to the four after.
        sources = task % 5 == 0 ? Array((task - 4)..<task) : [task / 5 * 5]
      case .layered, .twoJobs:
        let layer = task / width
        sources = layer == 0 ? [] : draw.some(of: ((layer - 1) * width)..<(layer * width))
      case .sparse, .restricted, .tables, .gangs, .fourJobs:
        sources = draw.below(4) == 0 ? [] : draw.some(of: 0..<task)
      }
      for source in sources { edges.append((source, task)) }
    }
    return edges
  }
}
