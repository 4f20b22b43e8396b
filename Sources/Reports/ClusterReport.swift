import SchedulingModel

/// What `validate` says of a cluster file that is sound.
public struct ClusterReport: Sendable {
  private let row: Row

  private struct Row: Encodable {
    var file: String
    var nodes: Int
    var devices: [String: Int]
  }

  /// Counts nodes and devices.
  public init(_ cluster: Cluster, file: String) {
    var counts: [String: Int] = [:]
    for device in cluster.devices {
      counts[cluster.classes[device.deviceClass].name, default: 0] += 1
    }
    row = Row(file: file, nodes: cluster.nodes.count, devices: counts)
  }

  /// One JSON object on a line, or lines for people.
  ///
  /// - Throws: what `JSONEncoder` throws.
  public func text(asJSON: Bool) throws -> String {
    if asJSON { return try jsonLine(row) }
    let devices = row.devices.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
    return """
      \(row.file): ok
        nodes          \(row.nodes)
        devices        \(devices.joined(separator: ", "))

      """
  }
}
