import SchedulingModel

/// Decodes the `cluster` mapping of a scenario, or a cluster file.
struct ClusterDecoder {
  let root: YAMLElement

  init(_ root: YAMLElement) {
    self.root = root
  }

  func decode() throws(InputError) -> Cluster {
    let fields = try root.fields(["name", "classes", "nodes", "links", "network"])
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
    for element in try list.list(of: "nodes") {
      nodes += try self.nodes(element, known: known, used: &used)
    }
    let links = try interconnect(fields["links"])
    do {
      return try Cluster(
        name: fields["name"]?.text ?? "cluster", classes: known.filter { used.contains($0.name) },
        nodes: nodes, interconnect: links)
    } catch {
      throw list.error(.cluster(error))
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
    let fields = try element.fields(["name", "count", "pod", "devices", "outages"])
    let name = try fields.require("name", "the node's name").string()
    let count = try fields["count"]?.integer(in: 1...100_000) ?? 1
    let outages = try fields["outages"].map { element throws(InputError) in
      try outageModel(element)
    }
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
    return (0..<count).map { index in
      Cluster.NodeSpecification(
        name: count == 1 ? name : "\(name)-\(index)", pod: pod, deviceClasses: classes,
        outages: outages)
    }
  }

  private func outageModel(_ element: YAMLElement) throws(InputError) -> OutageModel {
    let fields = try element.fields(["mean_up", "repair", "at"])
    if let scheduled = fields["at"] {
      for key in ["mean_up", "repair"] { _ = try fields.oneOf(["at", key]) }
      return .scheduled(try outages(scheduled))
    }
    let up = try fields.require("mean_up", "the mean time to failure").quantity(.seconds, above: 0)
    let repair = try fields.require("repair", "the time to repair")
    return OutageModel(
      meanUpSeconds: up, repair: try DistributionDecoder(.seconds).decode(repair))
  }

  private func outages(_ element: YAMLElement) throws(InputError) -> [OutageModel.Outage] {
    var outages: [OutageModel.Outage] = []
    for item in try element.list(of: "outages") {
      let fields = try item.fields(["start", "duration"])
      outages.append(
        OutageModel.Outage(
          start: try fields.require("start", "when the node fails").quantity(.seconds),
          duration: try fields.require("duration", "the time to repair").quantity(.seconds)))
    }
    return outages
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
