import SchedulingModel

/// Decodes the `cluster` mapping of a scenario, or a cluster file.
struct ClusterDecoder {
  let root: YAMLElement

  init(_ root: YAMLElement) {
    self.root = root
  }

  private static let nodeKeys = ["name", "count", "pod", "devices", "outages"]

  func decode() throws(InputError) -> Cluster {
    let fields = try root.fields([
      "name", "classes", "nodes", "domains", "repair", "maintenance", "links", "uplinks",
      "network",
    ])
    if let network = fields["network"], network.text != "delay" {
      throw network.wrong(expected: "'delay'")
    }
    let definitions = try fields["classes"].map { element throws(InputError) in
      try classes(element)
    }
    let known = merge(definitions ?? [])
    var nodes: [Cluster.NodeSpecification] = []
    var used: Set<String> = []
    let list = try fields.require("nodes", "a list of nodes")
    var groups: [String: [String]] = [:]
    for element in try list.list(of: "nodes") {
      let group = try self.nodes(element, known: known, used: &used)
      nodes += group
      if let name = try element.fields(Self.nodeKeys)["name"]?.text {
        groups[name] = group.map(\.name)
      }
    }
    let links = try interconnect(fields["links"])
    let domains = try fields["domains"].map { element throws(InputError) in
      try self.domains(element, groups: groups, nodes: nodes)
    }
    let repair = try repair(fields["repair"])
    let uplinks = try fields["uplinks"].map { element throws(InputError) in
      try self.uplinks(element, groups: groups, nodes: nodes)
    }
    let maintenance = try fields["maintenance"].map { element throws(InputError) in
      try self.maintenance(element, groups: groups, nodes: nodes)
    }
    do {
      return try Cluster(
        name: fields["name"]?.text ?? "cluster", classes: known.filter { used.contains($0.name) },
        nodes: nodes, interconnect: links, domains: domains ?? [], repair: repair,
        uplinks: uplinks ?? [], maintenance: maintenance ?? [])
    } catch {
      let key = error.isOfDomains ? "domains" : error.isOfMaintenance ? "maintenance" : "nodes"
      throw (fields[key] ?? list).error(.cluster(error))
    }
  }

  /// Definitions extend and override the catalog; a name that it lacks makes an abstract class.
  private func classes(_ element: YAMLElement) throws(InputError) -> [DeviceClass] {
    var classes: [DeviceClass] = []
    for (name, value) in try element.entries("a mapping of device classes") {
      let fields = try value.fields([
        "kind", "speed", "memory", "sustained_tflops", "peak_tflops", "price_per_hour", "watts",
      ])
      var deviceClass =
        DeviceClass.catalog.first { $0.name == name } ?? DeviceClass(name: name)
      if let kind = fields["kind"] {
        let words = DeviceClass.Kind.allCases.map(\.rawValue)
        guard let parsed = DeviceClass.Kind(rawValue: try kind.string()) else {
          throw kind.wrong(
            expected: "one of \(words.joined(separator: ", "))",
            nearest: nearestName(to: kind.text ?? "", among: words))
        }
        deviceClass.kind = parsed
      }
      if let speed = fields["speed"] { deviceClass.speed = try speed.number(above: 0) }
      if let memory = fields["memory"] { deviceClass.memoryBytes = try memory.quantity(.bytes) }
      if let sustained = fields["sustained_tflops"] {
        deviceClass.sustainedFLOPS = try sustained.number(above: 0) * 1e12
      }
      if let peak = fields["peak_tflops"] {
        deviceClass.peakFLOPS = try peak.number(above: 0) * 1e12
      }
      if let price = fields["price_per_hour"] { deviceClass.dollarsPerHour = try price.number() }
      if let watts = fields["watts"] { deviceClass.watts = try watts.number() }
      classes.append(deviceClass)
    }
    return classes
  }

  private func merge(_ definitions: [DeviceClass]) -> [DeviceClass] {
    let names = Set(definitions.map(\.name))
    return definitions + DeviceClass.catalog.filter { !names.contains($0.name) }
  }

  private func nodes(
    _ element: YAMLElement, known: [DeviceClass], used: inout Set<String>
  ) throws(InputError) -> [Cluster.NodeSpecification] {
    let fields = try element.fields(Self.nodeKeys)
    let name = try fields.require("name", "the node's name").string()
    let count = try fields["count"]?.integer(in: 1...100_000) ?? 1
    var classes: [String] = []
    let devices = try fields.require("devices", "a mapping from device class to count")
    for (className, value) in try devices.entries("a mapping from device class to count") {
      guard known.contains(where: { $0.name == className }) else {
        throw devices.wrong(
          className, expected: "a device class of the catalog or of 'classes'",
          nearest: nearestName(to: className, among: known.map(\.name)))
      }
      used.insert(className)
      classes += repeatElement(className, count: try value.integer(in: 0...65536))
    }
    guard !classes.isEmpty else {
      throw devices.error(
        .wrongValue(found: "zero devices", expected: "at least one device", nearest: nil))
    }
    guard count * classes.count <= ClusterInput.largestCount else {
      throw devices.wrong(
        "\(count * classes.count) devices", expected: "at most \(ClusterInput.largestCount)",
        nearest: nil)
    }
    let pod = try fields["pod"]?.string() ?? "pod"
    let names = count == 1 ? [name] : (0..<count).map { "\(name)-\($0)" }
    let outages = try fields["outages"].map { element throws(InputError) in
      try OutageDecoder().models(element, nodes: names)
    }
    return names.enumerated().map { index, name in
      Cluster.NodeSpecification(
        name: name, pod: pod, deviceClasses: classes, outages: outages?[index])
    }
  }

  /// Nodes by name, groups of nodes by the group's, and pods by the pod's.
  private func domains(
    _ element: YAMLElement, groups: [String: [String]], nodes: [Cluster.NodeSpecification]
  ) throws(InputError) -> [Cluster.DomainSpecification] {
    var domains: [Cluster.DomainSpecification] = []
    for item in try element.list(of: "failure domains") {
      let fields = try item.fields(["name", "nodes", "pod", "outages"])
      let name = try fields.require("name", "the domain's name").string()
      let members = try self.members(
        fields, expected: "the nodes that fail together, or a 'pod'", groups: groups, nodes: nodes)
      let outages = try fields.require("outages", "how the domain fails")
      domains.append(
        Cluster.DomainSpecification(
          name: name, nodes: members, outages: try OutageDecoder().model(outages)))
    }
    return domains
  }

  /// The names of a `pod`'s nodes, or those in the list `nodes` of nodes and groups.
  func members(
    _ fields: YAMLFields, expected: String, groups: [String: [String]],
    nodes: [Cluster.NodeSpecification]
  ) throws(InputError) -> [String] {
    var members: [String] = []
    if try fields.oneOf(["nodes", "pod"]) == "pod", let element = fields["pod"] {
      let pod = try element.string("a pod")
      members = nodes.filter { $0.pod == pod }.map(\.name)
      guard !members.isEmpty else {
        throw element.wrong(
          expected: "a pod of the cluster",
          nearest: nearestName(to: pod, among: nodes.map(\.pod)))
      }
      return members
    }
    for node in try fields.require("nodes", expected).list(of: "nodes") {
      let name = try node.string("a node")
      members += groups[name] ?? [name]
    }
    return members
  }

  private func repair(_ element: YAMLElement?) throws(InputError) -> RepairModel {
    guard let element else { return .unlimited }
    let fields = try element.fields(["crews", "spares", "swap", "renews"])
    var repair = RepairModel.unlimited
    if let crews = fields["crews"] { repair.crews = try crews.integer(in: 1...1_000_000) }
    if let spares = fields["spares"] { repair.spares = try spares.integer(in: 0...1_000_000) }
    if let swap = fields["swap"] {
      guard repair.spares > 0 else { throw swap.wrong(expected: "no 'swap' without 'spares'") }
      repair.swapSeconds = try swap.quantity(.seconds)
    }
    if let renews = fields["renews"] {
      repair.renewal = try renews.word(
        of: RepairModel.Renewal.allCases.map { ($0.rawValue, $0) })
    }
    return repair
  }

  private func interconnect(_ element: YAMLElement?) throws(InputError) -> Interconnect {
    // Without links, data moves at once: the cluster is for workflows without data.
    let free = Interconnect.Link(latency: 0, bandwidth: .infinity)
    guard let element else { return Interconnect(node: free, pod: free, across: free) }
    let fields = try element.fields(["node", "pod", "across"])
    func link(_ key: String) throws(InputError) -> Interconnect.Link? {
      guard let element = fields[key] else { return nil }
      let link = try element.fields(["latency", "bandwidth"])
      return Interconnect.Link(
        latency: try link["latency"]?.quantity(.seconds) ?? 0,
        bandwidth: try link.require("bandwidth", "a rate").quantity(.bytesPerSecond, above: 0))
    }
    let (node, pod, across) = (try link("node"), try link("pod"), try link("across"))
    // A level that is not given is as good as the next wider one, or else the next narrower.
    return Interconnect(
      node: node ?? pod ?? across ?? free, pod: pod ?? across ?? node ?? free,
      across: across ?? pod ?? node ?? free)
  }
}

extension YAMLElement {
  func wrong(_ found: String, expected: String, nearest: String?) -> InputError {
    error(.wrongValue(found: "'\(found)'", expected: expected, nearest: nearest))
  }
}
