import SchedulingModel

/// How much work a generated task has, in seconds on a device of speed 1.
public enum TaskWork: Sendable, Equatable {
  /// The same for every task.
  case constant(Double)
  /// Uniform on the range, drawn from the generator stream of a seed.
  case uniform(ClosedRange<Double>, seed: UInt64)
}

/// The draws of one ``TaskWork``, in the order of the tasks.
struct TaskWorkSequence {
  private var stream: RandomStream
  private let low: Double
  private let width: Double

  /// - Parameter entity: tells apart the streams of one workflow (stage 0, stage 1, …).
  init(_ work: TaskWork, entity: Int = 0) {
    let seed: UInt64
    switch work {
    case .constant(let seconds):
      (seed, low, width) = (0, seconds, 0)
    case .uniform(let range, let rangeSeed):
      (seed, low, width) = (rangeSeed, range.lowerBound, range.upperBound - range.lowerBound)
    }
    stream = RandomStream(seed: seed, purpose: .generator, entity: UInt64(entity))
  }

  mutating func next() -> Double {
    width == 0 ? low : low + width * stream.unit()
  }
}
