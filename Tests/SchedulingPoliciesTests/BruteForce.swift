import SchedulingModel

/// Definitions written out as loops over every pair, the slow twins of what planners count.
enum BruteForce {
  /// The mean transfer time over pairs of eligible devices.
  static func meanCommunication(
    _ instance: Instance, bytes: Double, from producer: Int, to consumer: Int, allPairs: Bool
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for source in instance.costs.eligibleDevices(of: producer).map(Int.init) {
      for target in instance.costs.eligibleDevices(of: consumer).map(Int.init) {
        if source == target && !allPairs { continue }
        sum += instance.cluster.transferSeconds(bytes, from: source, to: target)
        count += 1
      }
    }
    return count == 0 ? 0 : sum / Double(count)
  }

  static func mean(_ instance: Instance, edge: Int, allPairs: Bool = false) -> Double {
    let workflow = instance.workflow
    return meanCommunication(
      instance, bytes: workflow.bytes(of: edge), from: workflow.source(of: edge),
      to: workflow.target(of: edge), allPairs: allPairs)
  }

  /// When a task's inputs are on a device, given where its producers ran.
  static func inputsReady(
    _ task: Int, on device: Int, _ instance: Instance, _ placed: [Int: Schedule.Entry]
  ) -> Double {
    var ready = 0.0
    for edge in instance.workflow.inputs(of: task) {
      guard let producer = placed[instance.workflow.source(of: edge)] else { continue }
      let transfer = instance.cluster.transferSeconds(
        instance.workflow.bytes(of: edge), from: producer.device, to: device)
      ready = max(ready, producer.finish + transfer)
    }
    return ready
  }
}
