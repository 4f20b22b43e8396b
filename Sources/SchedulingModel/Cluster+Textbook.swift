extension Cluster {
  /// `count` devices of speed 1, each its own node, named `p0`, `p1`, …
  ///
  /// - Parameter bandwidth: bytes a second between two devices. With 1, a unit of edge data takes
  ///   one second, as in the textbook instances.
  public static func identical(
    _ count: Int, bandwidth: Double = 1
  ) throws(ClusterError) -> Cluster {
    try related(
      speeds: [Double](repeating: 1, count: max(count, 0)),
      interconnect: .uniform(latency: 0, bandwidth: bandwidth), name: "identical")
  }

  /// One device for each speed, each its own node; a task of work w takes w / speed seconds.
  public static func related(
    speeds: [Double], interconnect: Interconnect = .uniform(latency: 0, bandwidth: 1),
    name: String = "related"
  ) throws(ClusterError) -> Cluster {
    var classes: [DeviceClass] = []
    var classOfSpeed: [Double: String] = [:]
    var nodes: [NodeSpecification] = []
    for (index, speed) in speeds.enumerated() {
      let className: String
      if let known = classOfSpeed[speed] {
        className = known
      } else {
        className = "speed-\(speed)"
        classOfSpeed[speed] = className
        classes.append(DeviceClass(name: className, speed: speed))
      }
      nodes.append(NodeSpecification(name: "p\(index)", deviceClasses: [className]))
    }
    return try Cluster(name: name, classes: classes, nodes: nodes, interconnect: interconnect)
  }

  /// One class and one node for each column of a task × processor cost table.
  public static func unrelated(
    processors: [String], interconnect: Interconnect = .uniform(latency: 0, bandwidth: 1)
  ) throws(ClusterError) -> Cluster {
    try Cluster(
      name: "unrelated", classes: processors.map { DeviceClass(name: $0) },
      nodes: processors.map { NodeSpecification(name: $0, deviceClasses: [$0]) },
      interconnect: interconnect)
  }
}
