extension Cluster {
  /// The worker processes of one machine: `count` nodes `worker-0`, `worker-1`, … of one device of class
  /// `cpu` each (speed 1), between which data moves at once, since they share a disk.
  public static func workers(_ count: Int) throws(ClusterError) -> Cluster {
    try Cluster(
      name: "workers", classes: DeviceClass.catalog.filter { $0.name == "cpu" },
      nodes: (0..<max(count, 0)).map {
        NodeSpecification(name: "worker-\($0)", deviceClasses: ["cpu"])
      }, interconnect: .uniform(latency: 0, bandwidth: .infinity))
  }
}
