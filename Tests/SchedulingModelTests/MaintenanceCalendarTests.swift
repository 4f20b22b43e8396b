import SchedulingModel
import Testing

/// Calendars against a list of all periods, merged in the plainest way.
@Suite struct MaintenanceCalendarTests {
  /// All periods that begin before a horizon, those that touch made one, in order. A drain does not reach
  /// back beyond the period before.
  private struct Twin {
    var periods: [MaintenanceWindow.Period] = []

    init(_ windows: [MaintenanceWindow], horizon: Double) {
      var all: [MaintenanceWindow.Period] = []
      for window in windows {
        var index = 0.0
        while window.start + index * (window.every ?? 0) < horizon {
          let start = window.start + index * (window.every ?? 0)
          all.append(
            .init(drainStart: start - window.drain, start: start, end: start + window.duration))
          if window.every == nil { break }
          index += 1
        }
      }
      for period in all.sorted(by: { $0.start < $1.start }) {
        guard let last = periods.last, period.start <= last.end else {
          periods.append(period)
          continue
        }
        periods[periods.count - 1].end = max(last.end, period.end)
        periods[periods.count - 1].drainStart = min(last.drainStart, period.drainStart)
      }
    }

    func isOpen(from time: Double, seconds: Double) -> Bool {
      for (index, period) in periods.enumerated() {
        let before = index == 0 ? -.infinity : periods[index - 1].end
        let closes = max(before, period.drainStart)
        if time >= closes, time < period.end { return false }
        if time < period.end, time + seconds > period.start { return false }
      }
      return true
    }

    /// The first of all instants at which something may become possible.
    func first(from time: Double, seconds: Double) -> Double? {
      ([time] + periods.map(\.end).filter { $0 > time }).sorted()
        .first { isOpen(from: $0, seconds: seconds) }
    }
  }

  private func windows(_ stream: inout RandomStream) -> [MaintenanceWindow] {
    (0..<(1 + stream.below(4))).map { _ in
      let duration = Double(1 + stream.below(5))
      let drain = Double(stream.below(4))
      let every = duration + drain + Double(12 + stream.below(40))
      return MaintenanceWindow(
        start: Double(stream.below(40)), duration: duration,
        every: stream.below(3) == 0 ? nil : every, drain: drain)
    }
  }

  @Test func againstTheTwin() {
    var (merged, moved) = (0, 0)
    for seed in UInt64(1)...300 {
      var stream = RandomStream(seed: seed, purpose: .generator)
      let windows = windows(&stream)
      let calendar = MaintenanceCalendar(windows)
      let twin = Twin(windows, horizon: 2000)
      let alone = windows.map { Twin([$0], horizon: 2000).periods.count }.reduce(0, +)
      if twin.periods.count < alone { merged += 1 }
      var time = 0.0
      for period in twin.periods.prefix(30) {
        #expect(calendar.next(from: time) == period, "seed \(seed)")
        time = period.end
      }
      for _ in 0..<40 {
        let from = Double(stream.below(400)) / 2
        let seconds = Double(stream.below(20)) / 2
        let open = twin.isOpen(from: from, seconds: seconds)
        #expect(calendar.isOpen(from: from, seconds: seconds) == open, "seed \(seed)")
        let first = twin.first(from: from, seconds: seconds)
        #expect(calendar.firstFit(from: from, seconds: seconds) == first, "seed \(seed)")
        if first != from { moved += 1 }
        let opening = twin.first(from: from, seconds: 0)
        #expect(calendar.firstOpening(from: from) == opening, "seed \(seed)")
      }
    }
    #expect(merged > 50 && moved > 1000)
  }

  @Test func whatFitsNowhere() {
    let calendar = MaintenanceCalendar([.init(start: 6, duration: 4, every: 10)])
    #expect(calendar.firstFit(from: 1, seconds: 6) == 10)
    #expect(calendar.firstFit(from: 1, seconds: 6.5) == nil)
    #expect(calendar.firstFit(from: 0, seconds: 6) == 0)
    #expect(calendar.firstOpening(from: 1) == 1 && calendar.firstOpening(from: 7) == 10)
    // Once there are no more windows, everything fits.
    #expect(
      MaintenanceCalendar([.init(start: 6, duration: 4)]).firstFit(from: 1, seconds: 99) == 10)
    #expect(MaintenanceCalendar().firstFit(from: 1, seconds: 99) == 1)
  }
}
