import SchedulingModel
import Testing

@Suite struct CostErrorTests {
  @Test func wording() {
    let errors: [(CostError, String)] = [
      (
        .noStage(task: "t"), "task 't' has its cost in units, but names no stage to measure them by"
      ),
      (
        .unmeasuredStage(task: "t", stage: "trian", nearest: "train"),
        "task 't' is of stage 'trian', which no cost profile in use holds (does the scenario name a "
          + "'profile'?) "
          + "(nearest stage: 'train')"
      ),
      (
        .unknownClass(task: "t", deviceClass: "h10", nearest: nil),
        "task 't' names the device class 'h10', which the cluster does not have"
      ),
      (
        .unknownDevice(task: "t", device: "n9", nearest: "n1"),
        "task 't' is pinned to device 'n9', which the cluster does not have (nearest device: 'n1')"
      ),
      (
        .fitsNoDevice(task: "t", memoryBytes: 20, largestMemoryBytes: 10),
        "task 't' fits no device: it needs 20.0 bytes of memory, "
          + "and the largest device that it may use has 10.0"
      ),
      (
        .fitsNoDevice(task: "t", memoryBytes: 20, largestMemoryBytes: nil),
        "task 't' fits no device: no device that it may use can run it"
      ),
    ]
    for (error, text) in errors { #expect(error.description == text) }
  }
}
