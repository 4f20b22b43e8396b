import SchedulingModel
import SimulationEngine

/// Placing tasks that need several devices of one class at once.
extension PlanBuilder {
  /// Where a gang would run; times in seconds.
  struct GangChoice {
    /// Ascending; the first is where its data is.
    var devices: [Int]
    var start: Double
    var finish: Double
  }

  /// The devices on which a gang finishes first, after ``findInputs(of:)``; of equally early classes the
  /// one of the lowest device, of equally early devices the lowest.
  ///
  /// Of a class those devices are taken that are free together first, as if the inputs were needed on
  /// each; then the gang starts as early as these devices allow, with the inputs on the lowest. It meets no
  /// window of maintenance, unless it would on the devices of every class.
  /// O(devices × searches for gaps × rounds), where every round but the last skips a gap or a window.
  ///
  /// - Throws: `noFiniteFinish` if sums overflow on every device.
  func earliestGang(of task: Int) throws(PlanningError) -> GangChoice {
    for windows in hasWindows ? [Windows.avoided, .met, .ignored] : [.ignored] {
      if let choice = earliestGang(of: task, windows: windows) { return choice }
    }
    throw .noFiniteFinish(task: task)
  }

  private func earliestGang(of task: Int, windows: Windows) -> GangChoice? {
    let costs = problem.instance.costs
    let eligible = costs.eligibleDevices(of: task).lazy.map(Int.init)
    var best: GangChoice?
    for deviceClass in problem.instance.cluster.classes.indices {
      let devices = eligible.filter {
        problem.instance.cluster.devices[$0].deviceClass == deviceClass
      }
      let size = problem.instance.workflow.tasks[task].devices
      guard devices.count >= size else { continue }
      // Expected costs may differ within a class: the gang is as slow as its slowest device.
      let duration = devices.reduce(0) { max($0, costs.seconds(task, on: $1)) }
      guard
        let gang = firstTogether(
          Array(devices), size: size, duration: duration, windows: windows),
        let start = earliestStart(
          of: gang, ready: ready[gang[0]], duration: duration, windows: windows),
        start + duration < .infinity
      else { continue }
      let choice = GangChoice(devices: gang, start: start, finish: start + duration)
      guard let incumbent = best else {
        best = choice
        continue
      }
      if choice.finish < incumbent.finish
        || choice.finish == incumbent.finish && gang[0] < incumbent.devices[0]
      {
        best = choice
      }
    }
    return best
  }

  /// Counts steps from window to window once nothing else is in the way: gives up after some.
  private struct Patience {
    let from: Double
    var left: Int

    mutating func allows(_ time: Double) -> Bool {
      if time >= from { left -= 1 }
      return left > 0
    }
  }

  private func patience(_ devices: [Int], _ windows: Windows) -> Patience {
    Patience(
      from: windows == .ignored ? .infinity : freeForGood(devices),
      left: cluster.roundsOfWindows(devices.count))
  }

  /// The devices among these, ascending, of which so many are free together first.
  private func firstTogether(
    _ devices: [Int], size: Int, duration: Double, windows: Windows
  ) -> [Int]? {
    var patience = self.patience(devices, windows)
    var time = problem.now
    while time < .infinity, patience.allows(time) {
      let starts = devices.map { device in
        freeStart(
          of: device, from: max(time, ready[device]), duration: duration, windows: windows)
      }
      let latest = starts.sorted()[size - 1]
      if latest == time {
        return Array(
          devices.indices.lazy.filter { starts[$0] == time }.prefix(size).map { devices[$0] })
      }
      // At `latest` a gap that takes the task now may be too short: look again from there.
      time = latest
    }
    return nil
  }

  /// When all these devices can start together.
  private func earliestStart(
    of gang: [Int], ready: Double, duration: Double, windows: Windows
  ) -> Double? {
    var patience = self.patience(gang, windows)
    var time = ready
    while time < .infinity, patience.allows(time) {
      let latest =
        gang.lazy.map {
          freeStart(of: $0, from: time, duration: duration, windows: windows)
        }.max() ?? time
      if latest == time { return time }
      time = latest
    }
    return nil
  }
}
