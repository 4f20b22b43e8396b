import SchedulingModel
import SchedulingPolicies
import Testing

/// The counted shares of levels against a loop over every pair of devices.
@Suite struct MeanCommunicationTests {
  @Test(arguments: MeanCommunication.Definition.allCases, InstanceShape.allCases)
  func againstAllPairs(definition: MeanCommunication.Definition, shape: InstanceShape) throws {
    for seed in UInt64(1)...8 {
      let instance = try shape.instance(seed: seed)
      let mean = MeanCommunication(definition, instance: instance)
      var wrong: [String] = []
      for producer in instance.workflow.tasks.indices.prefix(9) {
        for consumer in instance.workflow.tasks.indices.suffix(9) {
          for bytes in [0, 13.5] {
            let counted = mean.seconds(bytes, from: producer, to: consumer)
            let expected = BruteForce.meanCommunication(
              instance, bytes: bytes, from: producer, to: consumer,
              allPairs: definition == .allPairs)
            if abs(counted - expected) > 1e-12 * expected {
              wrong.append("\(producer) to \(consumer), \(bytes) bytes")
            }
          }
        }
      }
      #expect(wrong == [], "\(shape), seed \(seed)")
    }
  }
}
