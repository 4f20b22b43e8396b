/// Times, known in advance, in which nodes are out of service.
extension Cluster {
  /// Nodes with a window in common.
  public struct Maintenance: Sendable, Equatable {
    /// The ids of the nodes, ascending.
    public var nodes: [Int]
    /// When they are out of service.
    public var window: MaintenanceWindow

    /// Creates an entry.
    public init(nodes: [Int], window: MaintenanceWindow) {
      self.nodes = nodes
      self.window = window
    }
  }

  /// Maintenance to be, with its nodes by name.
  public struct MaintenanceSpecification: Sendable, Equatable {
    /// The names of the nodes.
    public var nodes: [String]
    /// When they are out of service.
    public var window: MaintenanceWindow

    /// Creates a specification.
    public init(nodes: [String], window: MaintenanceWindow) {
      self.nodes = nodes
      self.window = window
    }
  }

  /// Whether any node is ever out of service by plan.
  @inline(__always)
  public var hasMaintenance: Bool { !calendars.isEmpty }

  /// The same cluster with other maintenance, which is taken to be sound.
  package func withMaintenance(_ maintenance: [Maintenance]) -> Cluster {
    var copy = self
    copy.setMaintenance(maintenance)
    return copy
  }

  mutating func setMaintenance(_ maintenance: [Maintenance]) {
    self.maintenance = maintenance
    calendars = []
    guard !maintenance.isEmpty else { return }
    calendars = [MaintenanceCalendar](repeating: MaintenanceCalendar(), count: nodes.count)
    for entry in maintenance {
      for node in entry.nodes { calendars[node].windows.append(entry.window) }
    }
  }

  static func resolve(
    _ specifications: [MaintenanceSpecification], nodes: [Node]
  ) throws(ClusterError) -> [Maintenance] {
    guard !specifications.isEmpty else { return [] }
    var idOfNode: [String: Int] = [:]
    for (id, node) in nodes.enumerated() { idOfNode[node.name] = id }
    var shares = [Double](repeating: 0, count: nodes.count)
    var maintenance: [Maintenance] = []
    for specification in specifications {
      guard specification.window.isSound else { throw .badMaintenance(specification.window) }
      var members: Set<Int> = []
      for node in specification.nodes {
        guard let id = idOfNode[node] else {
          throw .unknownMaintenanceNode(
            node, nearest: nearestName(to: node, among: nodes.map(\.name)))
        }
        members.insert(id)
      }
      guard !members.isEmpty else { throw .emptyMaintenance }
      for id in members.sorted() {
        shares[id] += specification.window.share
        guard shares[id] < 1 else { throw .alwaysInMaintenance(node: nodes[id].name) }
      }
      maintenance.append(Maintenance(nodes: members.sorted(), window: specification.window))
    }
    return maintenance
  }

  /// The first period of a node's maintenance that is not over at a time, made one with those that
  /// overlap or touch it; nil if there is none.
  public func nextWindow(ofNode node: Int, from time: Double) -> MaintenanceWindow.Period? {
    hasMaintenance ? calendars[node].next(from: time) : nil
  }

  /// The maintenance of a device's node.
  func calendar(of device: Int) -> MaintenanceCalendar { calendars[devices[device].node] }

  /// Whether an attempt on a device that starts at a time and takes so long, in seconds, meets neither a
  /// window nor the drain before one.
  public func isOpen(_ device: Int, from time: Double, seconds: Double) -> Bool {
    !hasMaintenance || calendar(of: device).isOpen(from: time, seconds: seconds)
  }

  /// The first time from a time on at which an attempt of this length can start on a device without
  /// meeting a window; nil if none of the next 64 gaps between windows takes it.
  public func firstFit(on device: Int, from time: Double, seconds: Double) -> Double? {
    hasMaintenance ? calendar(of: device).firstFit(from: time, seconds: seconds) : time
  }

  /// The first time from a time on at which a device's node is neither out of service nor drains.
  public func firstOpening(of device: Int, from time: Double) -> Double {
    hasMaintenance ? calendar(of: device).firstOpening(from: time) : time
  }

  /// The first time from a time on at which an attempt of this length can start on all these devices
  /// without meeting a window; where there is none, when all are open, as far as can be told.
  package func firstStart(on gang: [Int], from time: Double, seconds: Double) -> Double {
    guard hasMaintenance else { return time }
    return together(gang, from: time) { firstFit(on: $0, from: $1, seconds: seconds) }
      ?? together(gang, from: time) { firstOpening(of: $0, from: $1) } ?? time
  }

  /// A time that is each device's first one from it on.
  private func together(
    _ gang: [Int], from time: Double, _ first: (Int, Double) -> Double?
  ) -> Double? {
    var time = time
    for _ in 0..<roundsOfWindows(gang.count) {
      var latest = time
      for device in gang {
        guard let start = first(device, latest) else { return nil }
        latest = start
      }
      if latest == time { return time }
      time = latest
    }
    return nil
  }

  /// After so many windows it is given up that devices are open together: each has had its turn.
  package func roundsOfWindows(_ devices: Int) -> Int { MaintenanceCalendar.patience + 2 * devices }

  /// When data that is sent at a time arrives, without contention: a transfer needs both ends to be in
  /// service, and starts again after a window that it meets. One that is longer than 64 gaps is taken to
  /// meet none.
  public func arrival(
    of bytes: Double, from source: Int, to target: Int, sentAt time: Double
  ) -> Double {
    let seconds = transferSeconds(bytes, from: source, to: target)
    guard hasMaintenance, bytes != 0, source != target else { return time + seconds }
    let (near, far) = (calendar(of: source), calendar(of: target))
    var sent = time
    for _ in 0..<MaintenanceCalendar.patience {
      var end = sent
      for period in [near.next(from: sent), far.next(from: sent)] {
        if let period, sent + seconds > period.start { end = max(end, period.end) }
      }
      if end == sent { return sent + seconds }
      sent = end
    }
    return time + seconds
  }
}
