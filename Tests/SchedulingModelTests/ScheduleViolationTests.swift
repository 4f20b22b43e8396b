import SchedulingModel
import Testing

@Suite struct ScheduleViolationTests {
  @Test func wording() {
    let violations: [(ScheduleViolation, String)] = [
      (.unknownTask(id: 9), "unknown task 9"),
      (.unknownDevice(task: "t", id: 5), "task 't' runs on unknown device 5"),
      (.badTimes(task: "t", start: 3, finish: 2), "task 't' runs from 3.0 to 2.0"),
      (.ineligibleDevice(task: "t", device: "d"), "task 't' may not run on 'd'"),
      (.missing(task: "t"), "task 't' never succeeds"),
      (.succeededTwice(task: "t"), "task 't' succeeds more than once"),
      (.skippedAndListed(task: "t"), "task 't' is skipped, and yet has other entries"),
      (
        .producerSkipped(task: "t", producer: "p"),
        "task 't' runs although its producer 'p' is skipped"
      ),
      (.noLiveInput(task: "t"), "task 't' runs although every one of its inputs is ruled out"),
      (
        .contradictoryOutcome(producer: "p", task: "t"),
        "task 't' takes another outcome of 'p' than the rest of the schedule"
      ),
      (
        .beforeArrival(task: "t", start: 1, arrival: 2),
        "task 't' starts at 1.0, before its job arrives at 2.0"
      ),
      (
        .wrongLength(task: "t", device: "d", length: 1, cost: 2),
        "task 't' lasts 1.0 s on 'd', where it costs 2.0 s"
      ),
      (
        .beforeInput(task: "t", producer: "p", start: 1, arrival: 2),
        "task 't' starts at 1.0, before its input from 'p' arrives at 2.0"
      ),
      (
        .producerUnfinished(task: "t", producer: "p"),
        "task 't' runs although its producer 'p' never succeeds"
      ),
      (
        .overlap(device: "d", first: "a", second: "b", start: 1, busyUntil: 2),
        "device 'd' runs 'b' from 1.0 while 'a' holds it until 2.0"
      ),
      (
        .duringOutage(task: "t", node: "n", from: 1, to: 2),
        "task 't' runs on node 'n' during its outage from 1.0 to 2.0"
      ),
      (
        .duringMaintenance(task: "t", node: "n", from: 1, to: 2),
        "task 't' starts or runs on node 'n' during its maintenance from 1.0 to 2.0, "
          + "or while it drains before"
      ),
    ]
    for (violation, text) in violations { #expect(violation.description == text) }
  }
}
