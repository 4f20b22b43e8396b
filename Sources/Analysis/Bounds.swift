import SchedulingModel

/// Lower bounds on the makespan of an instance, from the first arrival to the last finish.
///
/// They assume no duplication, no preemption and no failures, and hold for any policy. What conditions
/// rule out does not count: neither skipped tasks nor dead edges.
public struct Bounds: Sendable, Equatable {
  /// max over jobs of arrival + critical path, less the first arrival: each task at its least cost
  /// on an eligible device, no communication. In seconds.
  public var criticalPath: Double
  /// The area bound: the least total work over what the devices can do. In seconds.
  public var area: Double

  /// The larger of the two, in seconds.
  public var largest: Double { max(criticalPath, area) }

  /// The name of the larger one.
  public var largestName: String { area > criticalPath ? "area" : "critical-path" }

  /// Bounds by an instance's costs.
  ///
  /// - Parameter verdicts: how each task turns out if it runs; nil where that is not known, and then
  ///   only what runs whatever the outcomes are counts.
  /// - Complexity: O(e + n × (devices + classes) × groups).
  public init(_ instance: Instance, verdicts: Workflow.Outcomes? = nil) {
    let costs = instance.costs
    let branches = instance.workflow.branches(verdicts: verdicts)
    criticalPath = Self.criticalPath(instance, costs: costs, branches: branches)
    let area = Self.area(instance, costs: costs, isSkipped: branches.isSkipped)
    // Whole lengths without transfers: some optimal schedule has whole times only.
    self.area = Self.hasWholeTimes(instance, costs: costs) ? Self.roundedUp(area) : area
  }

  private static func hasWholeTimes(_ instance: Instance, costs: CostModel) -> Bool {
    func isWhole(_ value: Double) -> Bool { abs(value) < 1e15 && Double(Int64(value)) == value }
    return instance.workflow.totalBytes == 0 && instance.jobs.allSatisfy { isWhole($0.arrival) }
      && instance.workflow.tasks.indices.allSatisfy { task in
        (0..<costs.classCount).allSatisfy { deviceClass in
          let seconds = costs.seconds(task, onClass: deviceClass)
          return seconds == .infinity || isWhole(seconds)
        }
      }
  }

  private static func roundedUp(_ value: Double) -> Double {
    value.rounded(.up)
  }

  private static func criticalPath(
    _ instance: Instance, costs: CostModel, branches: Workflow.Branches
  ) -> Double {
    let workflow = instance.workflow
    var finish = [Double](repeating: 0, count: workflow.taskCount)
    var last = 0.0
    for task in workflow.topologicalOrder.lazy.map(Int.init) where !branches.isSkipped[task] {
      var start = instance.arrival(of: task)
      for edge in workflow.inputs(of: task) where !branches.isDead[edge] {
        start = max(start, finish[workflow.source(of: edge)])
      }
      finish[task] = start + costs.minimumSeconds(task)
      last = max(last, finish[task])
    }
    // Where everything may be skipped, nothing is certain to take time.
    return max(0, last - (instance.jobs.lazy.map(\.arrival).min() ?? 0))
  }

  /// Any weights y of the devices with sum 1 give the bound Σ over tasks of the least
  /// y(device) × cost over eligible devices: it is the dual of dividing tasks freely among devices.
  /// Tried are, over all devices and over each eligibility group (for the tasks that may run nowhere
  /// else), equal weights and weights by speed, that is by the reciprocal of the mean cost.
  private static func area(
    _ instance: Instance, costs: CostModel, isSkipped: [Bool]
  ) -> Double {
    let everything = [Bool](repeating: true, count: instance.cluster.deviceCount)
    var scopes = costs.groups.map(\.contains)
    if !scopes.contains(everything) { scopes.append(everything) }
    var best = 0.0
    for scope in scopes {
      let tasks = instance.workflow.tasks.indices.filter { task in
        !isSkipped[task]
          && costs.eligibleDevices(of: task).allSatisfy { scope[Int($0)] }
      }
      let devices = scope.indices.filter { scope[$0] }
      let equal = devices.map { _ in 1.0 }
      let bySpeed = devices.map { speed(of: $0, tasks: tasks, costs: costs) }
      for weights in [equal, bySpeed] {
        best = max(
          best,
          dualValue(tasks: tasks, devices: devices, weights: weights, instance, costs: costs))
      }
    }
    return best
  }

  private static func speed(of device: Int, tasks: [Int], costs: CostModel) -> Double {
    var (sum, count) = (0.0, 0)
    for task in tasks where costs.isEligible(task, on: device) {
      sum += costs.seconds(task, on: device)
      count += 1
    }
    return count > 0 && sum > 0 ? Double(count) / sum : 0
  }

  private static func dualValue(
    tasks: [Int], devices: [Int], weights: [Double], _ instance: Instance, costs: CostModel
  ) -> Double {
    var total = CheckedSum()
    for weight in weights { total.add(weight) }
    guard total.value > 0 else { return 0 }
    // Devices of one class have equal cost, so the least weight of each class decides.
    var weight = [Double](repeating: 0, count: instance.cluster.deviceCount)
    for (device, share) in zip(devices, weights) { weight[device] = share }
    var sum = CheckedSum()
    for (index, group) in costs.groups.enumerated() {
      var least = [Double](repeating: .infinity, count: costs.classCount)
      for device in group.devices.lazy.map(Int.init) {
        let deviceClass = costs.deviceClass(of: device)
        least[deviceClass] = min(least[deviceClass], weight[device])
      }
      let classes = least.indices.filter { least[$0].isFinite }
      for task in tasks where costs.group(of: task) == index {
        var value = Double.infinity
        for deviceClass in classes {
          // A gang holds so many devices for so long.
          let size = Double(group.gangSize)
          let seconds = costs.seconds(task, onClass: deviceClass) * size
          if size > 1 { sum.noteRounding() }
          let product = least[deviceClass] * seconds
          value = min(value, product)
          if (-product).addingProduct(least[deviceClass], seconds) != 0 { sum.isExact = false }
        }
        sum.add(value)
      }
    }
    return sum.quotientRoundedDown(by: total)
  }
}

/// A sum that knows whether it was rounded, so that a bound is never above the truth.
private struct CheckedSum {
  private(set) var value = 0.0
  private var count = 0
  var isExact = true

  mutating func add(_ term: Double) {
    let sum = value + term
    // The rounding error of a sum, exactly (Knuth, TAOCP 2, 4.2.2).
    let kept = sum - value
    let error = (value - (sum - kept)) + (term - kept)
    if error != 0 { isExact = false }
    value = sum
    count += 1
  }

  /// A term is a product that may have been rounded.
  mutating func noteRounding() {
    isExact = false
    count += 1
  }

  /// This sum over another, not above the quotient of the true sums: one step down if an exact
  /// quotient was rounded up; else less the bound of all rounding errors, 2⁻⁵³ for each operation.
  func quotientRoundedDown(by divisor: CheckedSum) -> Double {
    let quotient = value / divisor.value
    if isExact && divisor.isExact {
      let excess = (-value).addingProduct(quotient, divisor.value)
      return excess > 0 ? quotient.nextDown : quotient
    }
    return quotient * (1 - Double(2 * count + 2 * divisor.count + 8) * 0x1p-53)
  }
}
