/// The time of each task on each device class, in seconds, and which devices may run it.
///
/// Costs are classed: two devices of one class take the same time. A task whose costs are all
/// plain work is stored as its work alone, and the quotient work / speed is formed when asked for:
/// at 100,000 tasks on 31 classes that is 0.8 MB in place of 25.
///
/// A device is *eligible* for a task if the task's placement rule allows it, its memory suffices
/// and its class has a finite cost; and, for a gang, if its class has enough such devices. Tasks with
/// the same eligible devices and gangs of one size share a *group*. A gang takes what its task costs on
/// one device of its class.
public struct CostModel: Sendable {
  enum Storage: Sendable {
    /// `work[task]`; seconds are work / speed of the class.
    case work([Double])
    /// tasks × classes, row-major; infinite where the class cannot run the task.
    case table([Double])
  }

  let storage: Storage
  let speeds: [Double]
  let classOfDevice: [Int32]
  let groupOfTask: [Int32]
  /// The eligible devices of each group, ascending.
  public let groups: [EligibilityGroup]

  /// Devices that a set of tasks may run on.
  public struct EligibilityGroup: Sendable, Equatable {
    /// Device ids, ascending.
    public let devices: [Int32]
    /// `contains[device]`.
    public let contains: [Bool]
    /// The devices as runs of consecutive ids of one class, ascending.
    public let runs: [Range<Int>]
    /// How many of them, of one class, each of the tasks needs at the same time.
    public let gangSize: Int
    /// The mean of 1 / speed over the devices.
    let meanReciprocalSpeed: Double

    init(devices: [Int32], gangSize: Int, classOfDevice: [Int32], speeds: [Double]) {
      var contains = [Bool](repeating: false, count: classOfDevice.count)
      var runs: [Range<Int>] = []
      var reciprocals = 0.0
      for device in devices.lazy.map(Int.init) {
        contains[device] = true
        reciprocals += 1 / speeds[Int(classOfDevice[device])]
        if let run = runs.last, run.upperBound == device,
          classOfDevice[run.lowerBound] == classOfDevice[device]
        {
          runs[runs.count - 1] = run.lowerBound..<(device + 1)
        } else {
          runs.append(device..<(device + 1))
        }
      }
      self.devices = devices
      self.contains = contains
      self.runs = runs
      self.gangSize = gangSize
      meanReciprocalSpeed = reciprocals / Double(devices.count)
    }

    /// Whether consecutive devices are all among these, and of one class. O(log runs).
    public func hasRun(of members: Range<Int>) -> Bool {
      var (low, high) = (0, runs.count)
      while low < high {
        let middle = (low + high) / 2
        if runs[middle].upperBound < members.upperBound { low = middle + 1 } else { high = middle }
      }
      return low < runs.count && runs[low].lowerBound <= members.lowerBound
    }
  }

  /// The number of device classes.
  public var classCount: Int { speeds.count }

  /// The class of a device.
  @inline(__always)
  public func deviceClass(of device: Int) -> Int { Int(classOfDevice[device]) }

  /// The cost of a task on a device class, in seconds; infinite if the class cannot run it.
  @inline(__always)
  public func seconds(_ task: Int, onClass deviceClass: Int) -> Double {
    switch storage {
    case .work(let work): work[task] / speeds[deviceClass]
    case .table(let table): table[task * speeds.count + deviceClass]
    }
  }

  /// The cost of a task on a device, in seconds. Meaningful for eligible devices only.
  @inline(__always)
  public func seconds(_ task: Int, on device: Int) -> Double {
    seconds(task, onClass: Int(classOfDevice[device]))
  }

  /// The index of a task's eligibility group.
  @inline(__always)
  public func group(of task: Int) -> Int { Int(groupOfTask[task]) }

  /// The devices that may run a task, ascending.
  @inline(__always)
  public func eligibleDevices(of task: Int) -> [Int32] { groups[Int(groupOfTask[task])].devices }

  /// Whether a device may run a task.
  @inline(__always)
  public func isEligible(_ task: Int, on device: Int) -> Bool {
    groups[Int(groupOfTask[task])].contains[device]
  }

  /// The mean cost over eligible devices, each device counted once: for plain work, work times the
  /// mean of 1 / speed, which is O(1); else O(devices).
  public func meanSeconds(_ task: Int) -> Double {
    let devices = eligibleDevices(of: task)
    if case .work(let work) = storage {
      return work[task] * groups[Int(groupOfTask[task])].meanReciprocalSpeed
    }
    var sum = 0.0
    for device in devices { sum += seconds(task, on: Int(device)) }
    return sum / Double(devices.count)
  }

  /// The least cost over eligible devices. O(devices).
  public func minimumSeconds(_ task: Int) -> Double {
    var least = Double.infinity
    for device in eligibleDevices(of: task) { least = min(least, seconds(task, on: Int(device))) }
    return least
  }

  /// The same costs, each task's multiplied by its factor.
  public func scaled(by factors: [Double]) -> CostModel {
    let scaledStorage: Storage
    switch storage {
    case .work(let work):
      scaledStorage = .work(zip(work, factors).map { $0 * $1 })
    case .table(let table):
      scaledStorage = .table(
        table.enumerated().map { index, value in
          // A class that cannot run the task stays one, whatever the factor.
          value.isFinite ? value * factors[index / speeds.count] : value
        })
    }
    return CostModel(
      storage: scaledStorage, speeds: speeds, classOfDevice: classOfDevice,
      groupOfTask: groupOfTask, groups: groups)
  }
}
