import SchedulingModel

/// Outages of links: they stop no device, are noticed at once, and need no crew.
extension SimulationRun {
  /// A link fails.
  mutating func beginLinkOutage(of source: Int) {
    let now = driver.system.now
    outageSources[source].begin(traceRow: trace.linkOutages.count)
    let seconds = outageSources[source].repairSeconds
    let uplink = source - firstUplink
    trace.linkOutages.uplinks.append(Int32(uplink))
    trace.linkOutages.starts.append(now)
    trace.linkOutages.finishes.append(now + seconds)
    trace.linkOutages.transfers.append(Int32(driver.system.takeOut(uplink: uplink)))
    events.add(.repair, at: now + seconds, subject: source)
  }

  /// A link is back.
  mutating func endLinkOutage(of source: Int) {
    outageSources[source].end()
    driver.system.bringBack(uplink: source - firstUplink)
    scheduleOutage(of: source)
  }
}
