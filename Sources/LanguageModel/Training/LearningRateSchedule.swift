import Foundation

/// Linear warm-up to a peak, then a cosine down to a tenth of it (Loshchilov and Hutter, "SGDR",
/// 2017), where it stays.
public struct LearningRateSchedule: Equatable, Sendable {
  /// The learning rate at the end of the warm-up.
  public let peak: Double
  /// Steps of warm-up.
  public let warmUpSteps: Int
  /// Steps until the learning rate has fallen to a tenth, warm-up included.
  public let totalSteps: Int

  /// Creates a schedule.
  ///
  /// - Throws: `LanguageModelError.invalidSetting` unless peak > 0 and
  ///   0 ≤ warmUpSteps < totalSteps.
  public init(peak: Double, warmUpSteps: Int, totalSteps: Int) throws(LanguageModelError) {
    guard peak > 0, peak.isFinite else { throw .invalidSetting(name: "peak", value: peak) }
    guard totalSteps > 0 else {
      throw .invalidSetting(name: "total steps", value: Double(totalSteps))
    }
    guard (0..<totalSteps).contains(warmUpSteps) else {
      throw .invalidSetting(name: "warm-up steps", value: Double(warmUpSteps))
    }
    self.peak = peak
    self.warmUpSteps = warmUpSteps
    self.totalSteps = totalSteps
  }

  /// The learning rate of a step, counted from 0.
  public func rate(at step: Int) -> Double {
    if step < warmUpSteps { return peak * Double(step + 1) / Double(warmUpSteps) }
    let floor = peak / 10
    guard step < totalSteps else { return floor }
    let progress = Double(step - warmUpSteps) / Double(totalSteps - warmUpSteps)
    return floor + (peak - floor) * 0.5 * (1 + cos(progress * .pi))
  }
}
