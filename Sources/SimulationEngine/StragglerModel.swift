import SchedulingModel

/// Attempts that make slow progress: a throttled device, a bad link, a noisy neighbour.
///
/// Such an attempt takes its factor times as long for its work, segments between checkpoints included;
/// restarts and the writing of checkpoints take what they always take. The draw belongs to the attempt,
/// so that another one may do better: what belongs to the task is ``NoiseModel``.
public struct StragglerModel: Sendable, Equatable {
  /// The probability that an attempt straggles.
  public var probability: Double
  /// How many times as long a straggler takes for its work; above 0. (Below 1 it is faster.)
  public var factor: Distribution

  /// Creates a model.
  public init(probability: Double, factor: Distribution) {
    self.probability = probability
    self.factor = factor
  }

  /// How many times as long an attempt takes for its work. It depends on seed, task and attempt alone,
  /// so that every policy meets the same.
  ///
  /// - Parameter task: the task's `Workflow.drawId`.
  public func slowdown(task: Int, attempt: Int, seed: UInt64) -> Double {
    var stream = RandomStream(
      seed: seed, purpose: .straggler, entity: UInt64(task) << 32 | UInt64(attempt))
    return stream.unit() < probability ? factor.draw(from: &stream) : 1
  }
}
