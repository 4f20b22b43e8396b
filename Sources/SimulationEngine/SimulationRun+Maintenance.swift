import SchedulingModel

/// Maintenance: nodes that drain, are out of service and come back as everybody knew that they would.
///
/// It is no failure: nothing of it is drawn, nobody has to notice it, and neither crews nor spares are
/// asked. A node that has failed is just down; its repair, and the process of its outages, go on meanwhile,
/// so that a seed gives the same outages with maintenance and without.
extension SimulationRun {
  mutating func openMaintenance() {
    windows = simulation.instance.cluster.calendars.map { $0.next(from: 0) }
    for node in windows.indices { addWindow(ofNode: node) }
  }

  /// Schedules the next window of a node that has just been found.
  private mutating func addWindow(ofNode node: Int) {
    guard let window = windows[node] else { return }
    events.add(.closing, at: window.start, subject: node)
    guard window.drainStart < window.start else { return }
    if window.drainStart <= driver.system.now {
      driver.system.drain(node: node)
    } else {
      events.add(.drain, at: window.drainStart, subject: node)
    }
  }

  mutating func beginWindow(ofNode node: Int) {
    guard let window = windows[node] else { return }
    trace.outages.nodes.append(Int32(node))
    trace.outages.starts.append(driver.system.now)
    trace.outages.finishes.append(window.end)
    trace.outages.planned.append(true)
    nodeCauses[node] += 1
    events.add(.reopening, at: window.end, subject: node)
    hold(node: node, cause: .maintenance)
  }

  mutating func endWindow(ofNode node: Int) {
    driver.system.endDrain(node: node)
    release(node: node)
    windows[node] = simulation.instance.cluster.nextWindow(
      ofNode: node, from: driver.system.now)
    addWindow(ofNode: node)
  }
}
