/// The machines: nodes that hold devices, grouped in pods, and the interconnect between them.
///
/// Ids are declaration order. Devices of one node have consecutive ids, and nodes of one pod too
/// (the initializer sorts them so), which lets a planner treat a node or a pod as a range.
public struct Cluster: Sendable {
  /// A host that holds devices and fails as a whole.
  public struct Node: Sendable, Equatable {
    /// Unique in the cluster.
    public var name: String
    /// The pod's index.
    public var pod: Int
    /// The ids of its devices.
    public var devices: Range<Int>
    /// How it fails, if it does.
    public var outages: OutageModel?
  }

  /// Nodes that go down together, besides each by itself: those behind one switch, or on one power feed.
  public struct Domain: Sendable, Equatable {
    /// Unique among the cluster's domains.
    public var name: String
    /// The ids of its nodes, ascending.
    public var nodes: [Int]
    /// How all of them go down at once.
    public var outages: OutageModel
  }

  /// A domain to be, with its nodes by name.
  public struct DomainSpecification: Sendable, Equatable {
    /// Unique among the cluster's domains.
    public var name: String
    /// The names of its nodes.
    public var nodes: [String]
    /// How all of them go down at once.
    public var outages: OutageModel

    /// Creates a specification.
    public init(name: String, nodes: [String], outages: OutageModel) {
      self.name = name
      self.nodes = nodes
      self.outages = outages
    }
  }

  /// One accelerator or CPU slot; it runs one task at a time.
  public struct Device: Sendable, Equatable {
    /// Unique in the cluster: the node's name where it holds one device, else `node/k`.
    public var name: String
    /// The index of its class.
    public var deviceClass: Int
    /// The index of its node.
    public var node: Int
  }

  /// A node to be, with its devices' classes by name.
  public struct NodeSpecification: Sendable, Equatable {
    /// Unique in the cluster.
    public var name: String
    /// The pod's name.
    public var pod: String
    /// The class of each device.
    public var deviceClasses: [String]
    /// How the node fails, if it does.
    public var outages: OutageModel?

    /// Creates a specification.
    public init(
      name: String, pod: String = "pod", deviceClasses: [String], outages: OutageModel? = nil
    ) {
      self.name = name
      self.pod = pod
      self.deviceClasses = deviceClasses
      self.outages = outages
    }
  }

  /// The cluster's name, for reports.
  public let name: String
  /// The device classes in use, by index.
  public let classes: [DeviceClass]
  /// The nodes, by index.
  public internal(set) var nodes: [Node]
  /// What fails together, by index.
  public internal(set) var domains: [Domain] = []
  /// The links that can fail, by index.
  public internal(set) var uplinks: [Uplink] = []
  /// Who repairs failed nodes, and what stands in for them.
  public internal(set) var repair: RepairModel
  /// When nodes are out of service by plan.
  public internal(set) var maintenance: [Maintenance] = []
  /// For each node, its maintenance; empty where no node has any.
  public internal(set) var calendars: [MaintenanceCalendar] = []
  /// The devices, by id.
  public let devices: [Device]
  /// The ids of each pod's devices.
  public let podDevices: [Range<Int>]
  /// The links.
  public let interconnect: Interconnect

  /// Whether every node holds one device and there is one pod, so that two devices are always a
  /// pod apart.
  public let isFlat: Bool

  /// The number of devices.
  public var deviceCount: Int { devices.count }

  /// Lays out nodes and devices.
  ///
  /// - Throws: ``ClusterError`` naming the first thing that is wrong.
  public init(
    name: String, classes: [DeviceClass], nodes specifications: [NodeSpecification],
    interconnect: Interconnect, domains: [DomainSpecification] = [],
    repair: RepairModel = .unlimited, uplinks: [UplinkSpecification] = [],
    maintenance: [MaintenanceSpecification] = []
  ) throws(ClusterError) {
    var classIndex: [String: Int] = [:]
    for (index, deviceClass) in classes.enumerated() {
      guard classIndex.updateValue(index, forKey: deviceClass.name) == nil else {
        throw .duplicateClass(deviceClass.name)
      }
      guard deviceClass.speed >= 1e-9, deviceClass.speed <= 1e18 else {
        throw .badSpeed(deviceClass: deviceClass.name, speed: deviceClass.speed)
      }
    }
    for level in [interconnect.node, interconnect.pod, interconnect.across] {
      guard level.latency >= 0, level.latency <= 1e9, level.bandwidth >= 1e-9 else {
        throw .badLink(latency: level.latency, bandwidth: level.bandwidth)
      }
    }
    var pods: [String] = []
    for specification in specifications where !pods.contains(specification.pod) {
      pods.append(specification.pod)
    }
    var nodes: [Node] = []
    var devices: [Device] = []
    var podDevices: [Range<Int>] = []
    var names: Set<String> = []
    var deviceNames: Set<String> = []
    for (pod, podName) in pods.enumerated() {
      let podStart = devices.count
      for specification in specifications where specification.pod == podName {
        try Self.check(specification)
        guard names.insert(specification.name).inserted else {
          throw .duplicateNode(specification.name)
        }
        let start = devices.count
        for (index, className) in specification.deviceClasses.enumerated() {
          guard let deviceClass = classIndex[className] else {
            throw .unknownClass(
              node: specification.name, deviceClass: className,
              nearest: nearestName(to: className, among: classes.map(\.name)))
          }
          let single = specification.deviceClasses.count == 1
          let name = single ? specification.name : "\(specification.name)/\(index)"
          // A node called `a/0` beside a node `a` of two devices.
          guard deviceNames.insert(name).inserted else { throw .duplicateNode(name) }
          devices.append(Device(name: name, deviceClass: deviceClass, node: nodes.count))
        }
        nodes.append(
          Node(
            name: specification.name, pod: pod, devices: start..<devices.count,
            outages: specification.outages))
      }
      podDevices.append(podStart..<devices.count)
    }
    guard !devices.isEmpty else { throw .noDevices(cluster: name) }
    self.name = name
    self.classes = classes
    self.nodes = nodes
    self.devices = devices
    self.podDevices = podDevices
    self.interconnect = interconnect
    self.repair = repair
    isFlat = podDevices.count == 1 && nodes.allSatisfy { $0.devices.count == 1 }
    guard repair.isSound else { throw .badRepair }
    self.domains = try Self.resolve(domains, nodes: nodes)
    self.uplinks = try Self.resolve(uplinks, nodes: nodes, pods: pods)
    setMaintenance(try Self.resolve(maintenance, nodes: nodes))
  }

  private static func resolve(
    _ specifications: [DomainSpecification], nodes: [Node]
  ) throws(ClusterError) -> [Domain] {
    guard !specifications.isEmpty else { return [] }
    var idOfNode: [String: Int] = [:]
    for (id, node) in nodes.enumerated() { idOfNode[node.name] = id }
    var names: Set<String> = []
    var domains: [Domain] = []
    for specification in specifications {
      let name = specification.name
      guard names.insert(name).inserted else { throw .duplicateDomain(name) }
      guard specification.outages.isSound else { throw .badOutages(node: name) }
      var members: Set<Int> = []
      for node in specification.nodes {
        guard let id = idOfNode[node] else {
          throw .unknownNode(
            domain: name, node: node, nearest: nearestName(to: node, among: nodes.map(\.name)))
        }
        members.insert(id)
      }
      guard !members.isEmpty else { throw .emptyDomain(name) }
      domains.append(
        Domain(name: name, nodes: members.sorted(), outages: specification.outages))
    }
    return domains
  }

  private static func check(_ node: NodeSpecification) throws(ClusterError) {
    // Schedules list a task's devices with ';' between them.
    guard !node.name.isEmpty, !node.name.contains(";") else { throw .badName(node.name) }
    guard let outages = node.outages else { return }
    guard outages.isSound else { throw .badOutages(node: node.name) }
  }

  /// The nodes of some devices with consecutive ids, which are not none.
  @inline(__always)
  public func nodes(of run: Range<Int>) -> ClosedRange<Int> {
    devices[run.lowerBound].node...devices[run.upperBound - 1].node
  }

  /// How far apart two devices are.
  @inline(__always)
  public func level(between first: Int, and second: Int) -> Interconnect.Level {
    if first == second { return .device }
    if isFlat { return .pod }
    let (firstNode, secondNode) = (devices[first].node, devices[second].node)
    if firstNode == secondNode { return .node }
    return nodes[firstNode].pod == nodes[secondNode].pod ? .pod : .across
  }

  /// The time to move data between two devices without contention, in seconds.
  @inline(__always)
  public func transferSeconds(_ bytes: Double, from source: Int, to target: Int) -> Double {
    bytes == 0 || source == target
      ? 0 : interconnect.seconds(bytes, over: level(between: source, and: target))
  }

  /// The id of the device with a name. O(devices).
  public func device(named name: String) -> Int? {
    devices.firstIndex { $0.name == name }
  }
}
