import SchedulingModel

/// How links fail.
extension ClusterDecoder {
  /// `{nodes: [node, group], outages: {…}, effect: stop}` or `{pods: [pod], …, effect: {slow: 4}}`.
  func uplinks(
    _ element: YAMLElement, groups: [String: [String]], nodes: [Cluster.NodeSpecification]
  ) throws(InputError) -> [Cluster.UplinkSpecification] {
    let names = nodes.map(\.name)
    let members = Dictionary(names.map { ($0, [$0]) }) { first, _ in first }
      .merging(groups) { _, group in group }
    let pods = nodes.map(\.pod)
    var uplinks: [Cluster.UplinkSpecification] = []
    for item in try element.list(of: "links that fail") {
      let fields = try item.fields(["nodes", "pods", "outages", "effect"])
      let isOfPods = try fields.oneOf(["nodes", "pods"]) == "pods"
      let list = try fields.require(
        isOfPods ? "pods" : "nodes", "the nodes whose links fail, or 'pods'")
      var ends: [String] = []
      for end in try list.list(of: isOfPods ? "pods" : "nodes") {
        let name = try end.string(isOfPods ? "a pod" : "a node")
        guard let found = isOfPods ? (pods.contains(name) ? [name] : nil) : members[name] else {
          throw end.wrong(
            expected: isOfPods ? "a pod of the cluster" : "a node of the cluster",
            nearest: nearestName(to: name, among: isOfPods ? pods : names))
        }
        ends += found
      }
      guard !ends.isEmpty else { throw list.wrong(expected: "at least one name") }
      let outages = try fields.require("outages", "how the links fail")
      uplinks.append(
        Cluster.UplinkSpecification(
          nodes: isOfPods ? [] : ends, pods: isOfPods ? ends : [],
          outages: try OutageDecoder().model(outages), effect: try effect(fields["effect"])))
    }
    return uplinks
  }

  /// `stop`, `{slow: 4}` or `{reroute: 2}`.
  private func effect(_ element: YAMLElement?) throws(InputError) -> Cluster.Uplink.Effect {
    guard let element else { return .stop }
    let expected = "stop, {slow: FACTOR} or {reroute: FACTOR}"
    if let text = element.text {
      guard text == "stop" else {
        throw element.wrong(
          expected: expected, nearest: nearestName(to: text, among: ["stop", "slow", "reroute"]))
      }
      return .stop
    }
    let fields = try element.fields(["slow", "reroute"])
    guard let key = try fields.oneOf(["slow", "reroute"]), let given = fields[key] else {
      throw element.wrong(expected: expected)
    }
    let factor = try given.number(atLeast: 1)
    guard factor <= 1e9 else { throw given.wrong(expected: "a factor from 1 to 1e9") }
    return key == "slow" ? .slow(factor) : .reroute(factor)
  }
}
