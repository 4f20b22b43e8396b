import SchedulingModel

/// Links that fail, and what becomes of the transfers over them.
///
/// A transfer between two nodes uses the links of both, one between two pods also those of both pods; within
/// a node it uses none. What a link that is out does to it is the link's
/// ``SchedulingModel/Cluster/Uplink/Effect``. Where several are out, the largest factor counts, and one that
/// stops it wins. A transfer that goes around a link does not meet what happens to that link later.
extension SystemState {
  /// The uplinks of the cluster that are out, ascending. Estimated transfer times do not know of them.
  public var uplinksOut: [Int] { links.out }

  /// How a transfer gets from one device to another.
  private struct Way {
    /// How many times as long it takes as the usual way.
    var detour = 1.0
    /// The links that it goes around: bits, by place.
    var avoided: UInt8 = 0
  }

  /// The places of links on the usual way between two devices: the links of their nodes and of their pods.
  private static var places: Range<Int> { 0..<4 }

  /// The link at a place on the usual way between two devices; −1 where there is none that can fail.
  private func link(at place: Int, from source: Int, to target: Int) -> Int {
    let first = instance.cluster.devices[source].node
    let second = instance.cluster.devices[target].node
    if first == second { return -1 }
    if place < 2 { return Int(links.linkOfNode[place == 0 ? first : second]) }
    let firstPod = instance.cluster.nodes[first].pod
    let secondPod = instance.cluster.nodes[second].pod
    if firstPod == secondPod { return -1 }
    return Int(links.linkOfPod[place == 2 ? firstPod : secondPod])
  }

  /// The way that a transfer takes if it starts now; nil where a link stops it.
  private func way(from source: Int, to target: Int) -> Way? {
    var way = Way()
    for place in Self.places {
      let link = link(at: place, from: source, to: target)
      guard link >= 0 else { continue }
      let condition = links.conditions[link]
      if condition.isStopped { return nil }
      guard condition.detour > 0 else { continue }
      way.detour = max(way.detour, condition.detour)
      way.avoided |= 1 << UInt8(place)
    }
    return way
  }

  /// By what the time of a transfer is multiplied now, on its way.
  private func factor(on way: Way, from source: Int, to target: Int) -> Double {
    var factor = way.detour
    for place in Self.places where way.avoided & 1 << UInt8(place) == 0 {
      let link = link(at: place, from: source, to: target)
      if link >= 0 { factor = max(factor, links.conditions[link].slowdown) }
    }
    return factor
  }

  /// Sends a transfer of so many seconds on its way now.
  ///
  /// - Returns: how long it takes as things stand, in seconds; nil where a link stops it.
  @inline(never)
  mutating func send(_ edge: Int, from source: Int, to target: Int, seconds: Double) -> Double? {
    guard let slower = route(edge, from: source, to: target, seconds: seconds) else { return nil }
    for place in Self.places {
      let link = link(at: place, from: source, to: target)
      if link >= 0 { links.inFlight[link].append(Int32(edge)) }
    }
    return slower
  }

  private func route(
    _ edge: Int, from source: Int, to target: Int, seconds: Double
  ) -> Double? {
    guard let way = way(from: source, to: target) else { return nil }
    let factor = factor(on: way, from: source, to: target)
    links.avoided[edge] = way.avoided
    links.detours[edge] = way.detour
    links.factors[edge] = factor
    links.earliest[edge] = now + seconds * way.detour
    return seconds * factor
  }

  /// A link goes out.
  ///
  /// - Returns: how many transfers in flight that changes.
  package mutating func takeOut(uplink: Int) -> Int {
    settleTransfers(over: links.note(uplink, isOut: true))
  }

  /// A link comes back; held transfers start.
  package mutating func bringBack(uplink: Int) {
    _ = settleTransfers(over: links.note(uplink, isOut: false))
    resumeTransfers()
  }

  /// Does to the transfers in flight over a link what its condition says, and returns how many that changes.
  /// O(transfers that have started over it since the last time).
  private mutating func settleTransfers(over link: Int) -> Int {
    let edges = links.inFlight[link]
    links.inFlight[link] = []
    links.pass &+= 1
    var tasks: [Int] = []
    var changed = 0
    for edge in edges.lazy.map(Int.init) where links.passes[edge] != links.pass {
      links.passes[edge] = links.pass
      let task = instance.workflow.target(of: edge)
      guard taskStates[task] == .assigned, arrival[edge] > now, arrival[edge] < .infinity else {
        continue
      }
      // The list may hold an earlier way of the data, to a device that the task has left.
      let source = sourceDevice(of: edge)
      let target = Int(deviceOfTask[task])
      guard source >= 0,
        let place = Self.places.first(where: {
          self.link(at: $0, from: source, to: target) == link
        })
      else { continue }
      let before = arrival[edge]
      if links.avoided[edge] & 1 << UInt8(place) == 0 {
        settle(edge, of: task, meeting: links.conditions[link], from: source, to: target)
      }
      if arrival[edge] < .infinity { links.inFlight[link].append(Int32(edge)) }
      if arrival[edge] != before {
        changed += 1
        if tasks.last != task { tasks.append(task) }
      }
    }
    for task in tasks { refreshInputs(of: task) }
    return changed
  }

  private mutating func settle(
    _ edge: Int, of task: Int, meeting condition: LinkState.Condition, from source: Int,
    to target: Int
  ) {
    if condition.isStopped { return hold(edge, of: task) }
    if condition.detour > 0 {
      let bytes = instance.workflow.bytes(of: edge)
      let seconds = instance.cluster.transferSeconds(bytes, from: source, to: target)
      if let slower = route(edge, from: source, to: target, seconds: seconds) {
        arrival[edge] = now + slower
      } else {
        hold(edge, of: task)
      }
      return
    }
    let way = Way(detour: links.detours[edge], avoided: links.avoided[edge])
    let factor = factor(on: way, from: source, to: target)
    guard factor != links.factors[edge] else { return }
    let rest = (arrival[edge] - now) / links.factors[edge]
    // Rounding must not make it faster than it would be with nothing in its way.
    arrival[edge] = max(now + rest * factor, links.earliest[edge])
    links.factors[edge] = factor
  }

  /// Finds the last arrival among a task's inputs again, after some have become earlier or unknown.
  mutating func refreshInputs(of task: Int) {
    var latest = 0.0
    for edge in instance.workflow.inputs(of: task) where arrival[edge] < .infinity {
      latest = max(latest, arrival[edge])
    }
    inputsReady[task] = latest
    touch(Int(deviceOfTask[task]))
  }
}
