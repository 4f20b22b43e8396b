import SchedulingModel

/// Outages of nodes and domains: their beginning, their notice, and their end. Those of links take the same
/// events (``SimulationRun/beginLinkOutage(of:)``).
extension SimulationRun {
  mutating func openOutageSources() {
    let cluster = simulation.instance.cluster
    let seed = simulation.seed
    outageSources = cluster.nodes.indices.map { OutageSource(node: $0, of: cluster, seed: seed) }
    outageSources += cluster.domains.indices.map {
      OutageSource(domain: $0, of: cluster, seed: seed)
    }
    firstUplink = outageSources.count
    outageSources += cluster.uplinks.indices.map {
      OutageSource(uplink: $0, of: cluster, seed: seed)
    }
    nodeCauses = [Int32](repeating: 0, count: cluster.nodes.count)
    noticedCauses = nodeCauses
    shop = RepairShop(cluster.repair)
    for (node, seconds) in simulation.downAtStart {
      outageSources[node].beginDown(seconds: seconds)
    }
    for source in outageSources.indices {
      if let time = outageSources[source].firstOutage() { addOutage(of: source, at: time) }
    }
    openMaintenance()
  }

  mutating func scheduleOutage(of source: Int) {
    if let time = outageSources[source].nextOutage(after: driver.system.now) {
      addOutage(of: source, at: time)
    }
  }

  private mutating func addOutage(of source: Int, at time: Double) {
    events.add(.outage, at: time, subject: source, attempt: outageSources[source].epoch)
  }

  private func isNode(_ source: Int) -> Bool {
    source < simulation.instance.cluster.nodes.count
  }

  /// A node, domain or link fails, unless its up time has been drawn anew since. Nodes and domains are
  /// noticed at once, or after a while in which nothing happens on their nodes.
  mutating func beginOutage(of source: Int, epoch: Int) {
    guard outageSources[source].epoch == epoch else { return }
    guard source < firstUplink else { return beginLinkOutage(of: source) }
    let now = driver.system.now
    outageSources[source].begin(traceRow: trace.outages.count)
    let isKnown = silentSince.isEmpty || outageSources[source].isKnown
    let noticed = isKnown ? now : now + detectionDelay(of: source)
    let end = goesToShop(source) ? .infinity : noticed + outageSources[source].repairSeconds
    for node in outageSources[source].nodes {
      trace.outages.nodes.append(Int32(node))
      trace.outages.starts.append(now)
      trace.outages.finishes.append(end)
      if !windows.isEmpty { trace.outages.planned.append(false) }
      nodeCauses[node] += 1
      if !isKnown { fallSilent(node: node) }
    }
    if isKnown {
      noticeOutage(of: source)
    } else {
      events.add(.detection, at: noticed, subject: source)
    }
  }

  /// How long it takes to notice the outage of a source that has just begun, in seconds.
  private func detectionDelay(of source: Int) -> Double {
    let entity = UInt64(source) << 32 | UInt64(outageSources[source].outages)
    var stream = RandomStream(seed: simulation.seed, purpose: .outageNotice, entity: entity)
    return simulation.conditions.recovery.detection.delay(from: &stream)
  }

  /// Whether the shop decides when this is back.
  private func goesToShop(_ source: Int) -> Bool { shop != nil && isNode(source) }

  /// Attempts on a node make no progress from now on, if they did.
  private mutating func fallSilent(node: Int) {
    guard noticedCauses[node] == 0, !(silentSince[node] < .infinity) else { return }
    silentSince[node] = driver.system.now
    for device in simulation.instance.cluster.nodes[node].devices
    where driver.system.runningTask(on: device) != nil {
      stranded += 1
    }
  }

  /// An outage is noticed, which may have begun some time ago.
  mutating func noticeOutage(of source: Int) {
    for node in outageSources[source].nodes {
      hold(node: node, cause: .outage)
      if driver.hasEnded { return }
    }
    let seconds = outageSources[source].repairSeconds
    if goesToShop(source), let orders = shop?.takeIn(source, repairSeconds: seconds) {
      carryOut(orders)
    } else {
      // Only now, so that a repair that takes no time still follows the notice.
      events.add(.repair, at: driver.system.now + seconds, subject: source)
    }
  }

  /// There is one more reason, which everybody knows, for a node to be down.
  mutating func hold(node: Int, cause: FailureCause) {
    noticedCauses[node] += 1
    guard noticedCauses[node] == 1 else { return }
    takeDown(node: node, cause: cause)
    if !silentSince.isEmpty { silentSince[node] = .infinity }
  }

  /// A reason for a node to be down is gone: it is up unless there is another.
  mutating func release(node: Int) {
    nodeCauses[node] -= 1
    noticedCauses[node] -= 1
    guard noticedCauses[node] == 0 else { return }
    driver.system.bringUp(node: node)
    // Another outage may have begun that nobody has noticed yet.
    if nodeCauses[node] > 0 { silentSince[node] = driver.system.now }
  }

  /// A crew has repaired the machine that failed in a node's place.
  mutating func finishRepair(of source: Int) {
    if let orders = shop?.release(source) { carryOut(orders) }
  }

  private mutating func carryOut(_ orders: RepairShop.Orders) {
    let now = driver.system.now
    if let (source, seconds) = orders.repair {
      events.add(.mend, at: now + seconds, subject: source)
      if simulation.instance.cluster.repair.spares == 0 {
        trace.outages.finishes[outageSources[source].traceRow] = now + seconds
      }
    }
    guard let source = orders.filled else { return }
    let model = simulation.instance.cluster.repair
    let back = now + (model.spares > 0 ? model.swapSeconds : 0)
    trace.outages.finishes[outageSources[source].traceRow] = back
    events.add(.repair, at: back, subject: source)
  }

  private mutating func takeDown(node: Int, cause: FailureCause) {
    driver.system.takeDown(node: node)
    noteLostOutputs()
    for device in simulation.instance.cluster.nodes[node].devices {
      if let task = driver.system.runningTask(on: device) {
        // What an outage had stopped before, unnoticed, is not lost to maintenance.
        lose(task, cause: silentDevices(of: task) > 0 ? .outage : cause)
      }
      if driver.hasEnded { return }
    }
  }

  /// How many devices of an assigned or running task are down without anybody's knowing.
  @inline(__always)
  func silentDevices(of task: Int) -> Int {
    silentSince.isEmpty ? 0 : countSilentDevices(of: task)
  }

  private func countSilentDevices(of task: Int) -> Int {
    var count = 0
    for place in driver.system.runs(of: task) {
      let run = driver.system.run(at: place)
      for node in simulation.instance.cluster.nodes(of: run) where silentSince[node] < .infinity {
        count += simulation.instance.cluster.nodes[node].devices.clamped(to: run).count
      }
    }
    return count
  }

  /// When the attempt of a task that runs made progress last: now, or at the first outage or failure
  /// that nobody has noticed; but not before it started.
  func lastProgress(of task: Int, start: Double) -> Double {
    var last = driver.system.now
    if !stoppedAt.isEmpty { last = min(last, stoppedAt[task]) }
    guard !silentSince.isEmpty else { return max(start, last) }
    for place in driver.system.runs(of: task) {
      for node in simulation.instance.cluster.nodes(of: driver.system.run(at: place)) {
        last = min(last, silentSince[node])
      }
    }
    return max(start, last)
  }

  /// Whether this attempt runs, and on nodes that are up: what was to become of other attempts does
  /// not happen.
  func makesProgress(_ task: Int, attempt: Int) -> Bool {
    guard driver.system.isRunning(task, attempt: attempt) else { return false }
    if !stoppedAt.isEmpty, stoppedAt[task] < .infinity { return false }
    return silentDevices(of: task) == 0
  }

  /// What failed is back. Its nodes are up unless something else keeps them down.
  mutating func endOutage(of source: Int) {
    guard source < firstUplink else { return endLinkOutage(of: source) }
    outageSources[source].end()
    for node in outageSources[source].nodes { release(node: node) }
    scheduleOutage(of: source)
    guard simulation.instance.cluster.repair.renewal == .all else { return }
    for other in 0..<firstUplink
    where other != source && outageSources[other].isRenewal && !outageSources[other].isOut {
      scheduleOutage(of: other)
    }
  }
}
