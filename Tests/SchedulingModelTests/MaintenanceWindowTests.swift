import SchedulingModel
import Testing

@Suite struct MaintenanceWindowTests {
  @Test func soundness() {
    #expect(MaintenanceWindow(start: 0, duration: 1).isSound)
    #expect(MaintenanceWindow(start: 0, duration: 2, every: 5, drain: 2.5).isSound)
    // The node has to be open for a while between two windows.
    #expect(!MaintenanceWindow(start: 0, duration: 2, every: 5, drain: 3).isSound)
    #expect(!MaintenanceWindow(start: 0, duration: 5, every: 5).isSound)
    #expect(MaintenanceWindow(start: 0, duration: 5, drain: 1e6).isSound)
    for bad in [-1, Double.nan, .infinity, 1e19] {
      #expect(!MaintenanceWindow(start: bad, duration: 1).isSound)
      #expect(!MaintenanceWindow(start: 1, duration: bad).isSound)
      #expect(!MaintenanceWindow(start: 1, duration: 1, every: bad).isSound)
      #expect(!MaintenanceWindow(start: 1, duration: 1, drain: bad).isSound)
    }
    #expect(!MaintenanceWindow(start: 1, duration: 0).isSound)
  }

  private func periods(_ calendar: MaintenanceCalendar, from time: Double) -> [Double] {
    calendar.next(from: time).map { [$0.drainStart, $0.start, $0.end] } ?? []
  }

  @Test func repeats() {
    let weekly = MaintenanceCalendar([.init(start: 10, duration: 2, every: 100, drain: 3)])
    #expect(periods(weekly, from: 0) == [7, 10, 12])
    #expect(periods(weekly, from: 11.5) == [7, 10, 12])
    // What ends now is over.
    #expect(periods(weekly, from: 12) == [107, 110, 112])
    #expect(periods(weekly, from: 1e6) == [1_000_007, 1_000_010, 1_000_012])
    let once = MaintenanceCalendar([.init(start: 10, duration: 2)])
    #expect(periods(once, from: 11) == [10, 10, 12] && periods(once, from: 12) == [])
  }

  /// A window repeats a million times and no more, and is found by arithmetic.
  @Test func endsAfterAMillionTimes() {
    let calendar = MaintenanceCalendar([.init(start: 5, duration: 1, every: 10)])
    #expect(periods(calendar, from: 9_999_990) == [9_999_995, 9_999_995, 9_999_996])
    #expect(periods(calendar, from: 9_999_996) == [])
    for time in [1e9, 1e18, 1e300, .infinity] { #expect(periods(calendar, from: time) == []) }
    #expect(calendar.firstFit(from: 1e18, seconds: 1e18) == 1e18)
    // Periods that the clock cannot tell apart.
    let late = MaintenanceCalendar([.init(start: 1e18, duration: 1, every: 2)])
    #expect(late.firstFit(from: 0, seconds: 1) == 0)
    #expect(late.firstOpening(from: 1e18) >= 1e18)
  }

  private func seen(
    _ window: MaintenanceWindow, from time: Double, endsDrain: Bool = false
  ) -> [MaintenanceWindow] {
    window.seen(from: time, endsDrain: endsDrain)
  }

  @Test func seenFromLaterOn() {
    let window = MaintenanceWindow(start: 10, duration: 4, every: 20, drain: 3)
    func rest(_ start: Double) -> MaintenanceWindow {
      MaintenanceWindow(start: start, duration: 4, every: 20, drain: 3)
    }
    #expect(seen(window, from: 0) == [window])
    #expect(seen(window, from: 8) == [rest(2)])
    #expect(seen(window, from: 14) == [rest(16)])
    #expect(seen(window, from: 11) == [.init(start: 0, duration: 3), rest(19)])
    #expect(
      seen(window, from: 8, endsDrain: true) == [.init(start: 2, duration: 4), rest(22)])
    #expect(seen(window, from: 6, endsDrain: true) == [rest(4)])
    let once = MaintenanceWindow(start: 10, duration: 4, drain: 3)
    #expect(seen(once, from: 12) == [.init(start: 0, duration: 2)])
    #expect(seen(once, from: 14) == [])
  }
}
