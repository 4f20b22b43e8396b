/// Why a cluster was refused.
public enum ClusterError: Error, Equatable, Sendable {
  /// Two classes have this name.
  case duplicateClass(String)
  /// Two nodes have this name.
  case duplicateNode(String)
  /// A node names a class that does not exist.
  case unknownClass(node: String, deviceClass: String, nearest: String?)
  /// A speed that is not a positive number.
  case badSpeed(deviceClass: String, speed: Double)
  /// A latency or bandwidth that makes no link.
  case badLink(latency: Double, bandwidth: Double)
  /// A name that is empty or holds a semicolon.
  case badName(String)
  /// A mean up time below a millisecond, or a repair, start or duration that is no time.
  case badOutages(node: String)
  /// Two failure domains have this name.
  case duplicateDomain(String)
  /// A failure domain names a node that does not exist.
  case unknownNode(domain: String, node: String, nearest: String?)
  /// A failure domain has no nodes.
  case emptyDomain(String)
  /// A link that fails is said to be that of a node or pod that does not exist.
  case unknownUplink(String, nearest: String?)
  /// Links that fail, but of no node or pod.
  case emptyUplinks
  /// A factor of an outage's effect that is no number from 1 to 10⁹.
  case badEffect(uplink: String)
  /// A number of crews below 1, or a number of spares or a time below 0.
  case badRepair
  /// A maintenance window without a start, a duration or a period that a run can use.
  case badMaintenance(MaintenanceWindow)
  /// Maintenance names a node that does not exist.
  case unknownMaintenanceNode(String, nearest: String?)
  /// Maintenance has no nodes.
  case emptyMaintenance
  /// Windows that repeat leave a node no time.
  case alwaysInMaintenance(node: String)
  /// There is nothing to run on.
  case noDevices(cluster: String)
}

extension ClusterError {
  /// Whether it is about failure domains, rather than nodes and links.
  public var isOfDomains: Bool {
    switch self {
    case .duplicateDomain, .unknownNode, .emptyDomain: true
    default: false
    }
  }

  /// Whether it is about maintenance.
  public var isOfMaintenance: Bool {
    switch self {
    case .badMaintenance, .unknownMaintenanceNode, .emptyMaintenance, .alwaysInMaintenance: true
    default: false
    }
  }
}

extension ClusterError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .duplicateClass(let name): "device class '\(name)' is defined twice"
    case .duplicateNode(let name): "node '\(name)' is defined twice"
    case .unknownClass(let node, let name, let nearest):
      "node '\(node)' has a device of unknown class '\(name)'"
        + (nearest.map { " (nearest class: '\($0)')" } ?? "")
    case .badSpeed(let name, let speed):
      "device class '\(name)' has speed \(speed), expected a number from 1e-9 to 1e18"
    case .badLink(let latency, let bandwidth):
      "a link has latency \(latency) s and bandwidth \(bandwidth) B/s, "
        + "expected a latency from 0 to 1e9 and a bandwidth of at least 1e-9"
    case .badName(let name): "found the node name '\(name)', expected a name without ';'"
    case .badOutages(let node):
      "the outages of '\(node)' have no mean up time from 1 ms, or no sound repair time, "
        + "start or duration"
    case .duplicateDomain(let name): "failure domain '\(name)' is defined twice"
    case .unknownNode(let domain, let node, let nearest):
      "failure domain '\(domain)' holds the unknown node '\(node)'"
        + (nearest.map { " (nearest node: '\($0)')" } ?? "")
    case .emptyDomain(let name): "failure domain '\(name)' has no nodes"
    case .unknownUplink(let name, let nearest):
      "the link that fails is that of '\(name)', which is no node or pod"
        + (nearest.map { " (nearest: '\($0)')" } ?? "")
    case .emptyUplinks: "links fail, but of no node or pod"
    case .badEffect(let name):
      "the link of '\(name)' slows or reroutes transfers by a factor that is not from 1 to 1e9"
    case .badRepair: "repair needs at least one crew, and spares and a swap time of at least 0"
    case .badMaintenance(let window):
      "a maintenance window has start \(window.start) s, duration \(window.duration) s, "
        + (window.every.map { "period \($0) s, " } ?? "") + "drain \(window.drain) s, expected "
        + "times up to 1e18, a duration above 0 and a period above duration and drain together"
    case .unknownMaintenanceNode(let node, let nearest):
      "maintenance names the unknown node '\(node)'"
        + (nearest.map { " (nearest node: '\($0)')" } ?? "")
    case .emptyMaintenance: "maintenance has no nodes"
    case .alwaysInMaintenance(let node):
      "the maintenance windows of '\(node)' and their drains leave it no time"
    case .noDevices(let name): "cluster '\(name)' has no devices"
    }
  }
}
