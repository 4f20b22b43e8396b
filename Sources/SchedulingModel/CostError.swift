/// Why a task cannot be costed or placed on a cluster.
public enum CostError: Error, Equatable, Sendable {
  /// The cost is in measured units, but the task names no stage.
  case noStage(task: String)
  /// The cost is in measured units of a stage that the profile does not hold.
  case unmeasuredStage(task: String, stage: String, nearest: String?)
  /// The task names a device class that the cluster does not have.
  case unknownClass(task: String, deviceClass: String, nearest: String?)
  /// The task is pinned to a device that the cluster does not have.
  case unknownDevice(task: String, device: String, nearest: String?)
  /// No device may run the task; `largestMemoryBytes` is that of the devices its rule allows, nil
  /// where the rule allows none.
  case fitsNoDevice(task: String, memoryBytes: Double, largestMemoryBytes: Double?)
  /// No class has as many devices that may run the task as it needs at once; `largest` is the most that
  /// one has.
  case gangTooLarge(task: String, devices: Int, largest: Int)
}

extension CostError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noStage(let task):
      "task '\(task)' has its cost in units, but names no stage to measure them by"
    case .unmeasuredStage(let task, let stage, let nearest):
      "task '\(task)' is of stage '\(stage)', which no cost profile in use holds (does the scenario "
        + "name a 'profile'?)" + hint("stage", nearest)
    case .unknownClass(let task, let name, let nearest):
      "task '\(task)' names the device class '\(name)', which the cluster does not have"
        + hint("class", nearest)
    case .unknownDevice(let task, let name, let nearest):
      "task '\(task)' is pinned to device '\(name)', which the cluster does not have"
        + hint("device", nearest)
    case .gangTooLarge(let task, let devices, let largest):
      "task '\(task)' needs \(devices) devices of one class at once, and the most that it may use is "
        + "\(largest)"
    case .fitsNoDevice(let task, let memory, let largest):
      if let largest, memory > largest {
        "task '\(task)' fits no device: it needs \(memory) bytes of memory, "
          + "and the largest device that it may use has \(largest)"
      } else {
        "task '\(task)' fits no device: no device that it may use can run it"
      }
    }
  }

  private func hint(_ what: String, _ nearest: String?) -> String {
    nearest.map { " (nearest \(what): '\($0)')" } ?? ""
  }
}
