import SchedulingModel

/// Decodes `maintenance`: when nodes are out of service by plan.
extension ClusterDecoder {
  /// `[{nodes: [a, b], start: 10 h, duration: 2 h, every: 7 d, drain: 1 h}, …]`; the nodes are also `all`
  /// or those of a `pod`.
  func maintenance(
    _ element: YAMLElement, groups: [String: [String]], nodes: [Cluster.NodeSpecification]
  ) throws(InputError) -> [Cluster.MaintenanceSpecification] {
    var maintenance: [Cluster.MaintenanceSpecification] = []
    for item in try element.list(of: "maintenance windows") {
      let fields = try item.fields(["nodes", "pod", "start", "duration", "every", "drain"])
      var members = nodes.map(\.name)
      if fields["pod"] != nil || fields["nodes"]?.text != "all" {
        members = try self.members(
          fields, expected: "the nodes, 'all', or a 'pod'", groups: groups, nodes: nodes)
      }
      maintenance.append(
        Cluster.MaintenanceSpecification(nodes: members, window: try window(fields)))
    }
    return maintenance
  }

  private func window(_ fields: YAMLFields) throws(InputError) -> MaintenanceWindow {
    let window = MaintenanceWindow(
      start: try fields.require("start", "when it begins").quantity(.seconds),
      duration: try fields.require("duration", "how long it takes").quantity(.seconds, above: 0),
      every: try fields["every"]?.quantity(.seconds, above: 0),
      drain: try fields["drain"]?.quantity(.seconds) ?? 0)
    if let given = fields["every"], !window.isSound {
      throw given.wrong(expected: "more than 'duration' and 'drain' together")
    }
    return window
  }
}
