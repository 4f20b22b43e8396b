import SchedulingModel
import SimulationEngine

/// Planning around maintenance: a task starts before the drain and ends before the window, or starts after
/// it. One that fits between no two windows, on no device, meets one after all: it is placed as if there
/// were none, but for not starting while its devices are closed.
extension PlanBuilder {
  /// What windows are to a placement.
  enum Windows {
    /// The task meets none.
    case avoided
    /// It may meet them, but does not start in one, nor in the drain before it.
    case met
    /// As if there were none.
    case ignored
  }

  /// When the data of an edge is on each device. O(devices), and the windows that transfers meet.
  mutating func raiseBetweenWindows(bytes: Double, from source: Int, sentAt time: Double) {
    for device in ready.indices {
      ready[device] = max(
        ready[device], cluster.arrival(of: bytes, from: source, to: device, sentAt: time))
    }
  }

  /// Where a task of this length would go on one device, after ``findInputs(of:)``.
  func choice(on device: Int, duration: Double, limit: Double, windows: Windows) -> Choice? {
    choice(on: device, from: ready[device], duration: duration, limit: limit, windows: windows)
  }

  private func choice(
    on device: Int, from time: Double, duration: Double, limit: Double, windows: Windows
  ) -> Choice? {
    var time = time
    while let choice = self.choice(on: device, from: time, duration: duration, limit: limit) {
      let start: Double?
      switch windows {
      case .avoided: start = cluster.firstFit(on: device, from: choice.start, seconds: duration)
      case .met: start = cluster.firstOpening(of: device, from: choice.start)
      case .ignored: start = choice.start
      }
      guard let start else { return nil }
      if start == choice.start { return choice }
      time = start
    }
    return nil
  }

  /// The eligible device on which a task finishes first without meeting a window (ties: lowest id); where
  /// there is none, the one on which it would finish first if there were no windows.
  ///
  /// - Throws: `noFiniteFinish` if sums overflow on every device.
  func earliestFinishBetweenWindows(of task: Int) throws(PlanningError) -> Choice {
    for windows in [Windows.avoided, .met] {
      var best: Choice?
      for device in costs.eligibleDevices(of: task).lazy.map(Int.init) {
        if let candidate = choice(
          on: device, duration: costs.seconds(task, on: device),
          limit: best?.finish ?? .infinity, windows: windows)
        {
          best = candidate
        }
      }
      if let best { return best }
    }
    throw .noFiniteFinish(task: task)
  }

  /// When a device has time for so long, from a time on; infinite if it never has.
  func freeStart(
    of device: Int, from time: Double, duration: Double, windows: Windows
  ) -> Double {
    let place =
      hasWindows
      ? choice(on: device, from: time, duration: duration, limit: .infinity, windows: windows)
      : choice(on: device, from: time, duration: duration, limit: .infinity)
    return place?.start ?? .infinity
  }

  /// When all these devices are free for good.
  func freeForGood(_ devices: [Int]) -> Double {
    switch placement {
    case .insertion: devices.lazy.map { timelines[$0].lastStart }.max() ?? 0
    case .append: devices.lazy.map { freeFrom[$0] }.max() ?? 0
    }
  }
}
