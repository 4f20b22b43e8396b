import SchedulingModel
import Testing

@Suite struct ScheduleTests {
  @Test func reportOrder() {
    let entries = [
      Schedule.Entry(task: 2, device: 1, start: 1, finish: 2),
      Schedule.Entry(task: 1, device: 0, start: 1, finish: 2),
      Schedule.Entry(task: 0, device: 0, start: 0, finish: 9),
      Schedule.Entry(task: 3, attempt: 2, device: 0, start: 1, finish: 1),
    ]
    let schedule = Schedule(entries: entries)
    #expect(schedule.sortedEntries.map(\.task) == [0, 3, 1, 2])
    #expect(schedule.lastFinish == 9)
    #expect(Schedule().lastFinish == 0)
  }
}
