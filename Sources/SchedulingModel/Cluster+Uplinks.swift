extension Cluster {
  /// How a link fails: a node's link to the other nodes, of its pod and beyond, or a pod's to other pods. Each
  /// fails by itself. A link that fails in several ways is listed as often.
  public struct Uplink: Sendable, Equatable {
    /// Whose link it is.
    public enum End: Sendable, Hashable {
      /// The link of a node, by its id.
      case node(Int)
      /// The link of a pod, by its index.
      case pod(Int)
    }

    /// What an outage does to the transfers over a link, those in flight and those that start meanwhile.
    public enum Effect: Sendable, Equatable {
      /// They stop, and start again from the beginning when nothing is in their way.
      case stop
      /// What is left of them, latency included, takes so many times as long while the outage lasts.
      case slow(Double)
      /// They start again at once over another way, which takes so many times as long from start to end.
      /// They stay on it when the link is back.
      case reroute(Double)

      /// Whether its factor is one that a run can use: from 1 to 10⁹.
      public var isSound: Bool {
        switch self {
        case .stop: true
        case .slow(let factor), .reroute(let factor): factor >= 1 && factor <= 1e9
        }
      }
    }

    /// The name of its node or pod.
    public var name: String
    /// Whose link it is.
    public var end: End
    /// When it is out.
    public var outages: OutageModel
    /// What that does.
    public var effect: Effect
  }

  /// Links that fail alike, by the names of their nodes and pods.
  public struct UplinkSpecification: Sendable, Equatable {
    /// The names of the nodes whose links they are.
    public var nodes: [String]
    /// The names of the pods whose links they are.
    public var pods: [String]
    /// When each of them is out.
    public var outages: OutageModel
    /// What that does.
    public var effect: Uplink.Effect

    /// Creates a specification.
    public init(
      nodes: [String] = [], pods: [String] = [], outages: OutageModel, effect: Uplink.Effect
    ) {
      self.nodes = nodes
      self.pods = pods
      self.outages = outages
      self.effect = effect
    }
  }

  /// One uplink for each node and pod that a specification names, in this order.
  static func resolve(
    _ specifications: [UplinkSpecification], nodes: [Node], pods: [String]
  ) throws(ClusterError) -> [Uplink] {
    guard !specifications.isEmpty else { return [] }
    let idOfNode = ids(of: nodes.map(\.name))
    let idOfPod = ids(of: pods)
    var uplinks: [Uplink] = []
    for specification in specifications {
      let (outages, effect) = (specification.outages, specification.effect)
      guard let first = (specification.nodes + specification.pods).first else {
        throw .emptyUplinks
      }
      guard outages.isSound else { throw .badOutages(node: first) }
      guard effect.isSound else { throw .badEffect(uplink: first) }
      for name in unique(specification.nodes) {
        guard let id = idOfNode[name] else {
          throw .unknownUplink(name, nearest: nearestName(to: name, among: nodes.map(\.name)))
        }
        uplinks.append(Uplink(name: name, end: .node(id), outages: outages, effect: effect))
      }
      for name in unique(specification.pods) {
        guard let id = idOfPod[name] else {
          throw .unknownUplink(name, nearest: nearestName(to: name, among: pods))
        }
        uplinks.append(Uplink(name: name, end: .pod(id), outages: outages, effect: effect))
      }
    }
    return uplinks
  }

  private static func ids(of names: [String]) -> [String: Int] {
    Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}
