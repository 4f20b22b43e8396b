/// What a task of a measured stage costs on a device class, by its units.
public struct StageCost: Sendable, Equatable {
  /// The seconds that every task takes, however few units it has.
  public var fixedSeconds: Double
  /// The seconds of each unit; infinite where the class cannot run the stage.
  public var secondsPerUnit: Double

  /// Creates a cost.
  public init(fixedSeconds: Double = 0, secondsPerUnit: Double) {
    self.fixedSeconds = fixedSeconds
    self.secondsPerUnit = secondsPerUnit
  }

  /// The seconds of a task of so many units.
  public func seconds(units: Double) -> Double { fixedSeconds + secondsPerUnit * units }
}
