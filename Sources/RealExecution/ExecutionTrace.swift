import SchedulingModel
import SimulationEngine

/// Records a real run in the simulator's terms, so that every report of a simulated run also fits.
struct ExecutionTrace {
  private(set) var trace = Trace()
  private var openRow: [Int]
  private var downRow: [Int: Int] = [:]

  init(taskCount: Int) {
    openRow = [Int](repeating: -1, count: taskCount)
  }

  /// The number of attempts that were lost.
  var lostAttempts: Int { trace.attempts.outcomes.count { $0 == .failed } }

  mutating func open(_ task: Int, attempt: Int, device: Int, at time: Double) {
    openRow[task] = trace.attempts.count
    trace.attempts.append(task: task, number: attempt, device: device, start: time)
  }

  mutating func close(_ task: Int, outcome: Schedule.Outcome, at time: Double) {
    guard openRow[task] >= 0 else { return }
    trace.attempts.finishes[openRow[task]] = time
    trace.attempts.outcomes[openRow[task]] = outcome
  }

  mutating func goDown(_ node: Int, at time: Double) {
    downRow[node] = trace.outages.count
    trace.outages.nodes.append(Int32(node))
    trace.outages.starts.append(time)
    trace.outages.finishes.append(.infinity)
  }

  mutating func comeUp(_ node: Int, at time: Double) {
    guard let row = downRow.removeValue(forKey: node) else { return }
    trace.outages.finishes[row] = time
  }

  /// The trace of a run that ended at `time`: what is open is cut off there.
  func closed(at time: Double) -> Trace {
    var closed = trace
    for row in closed.attempts.finishes.indices where closed.attempts.finishes[row] == .infinity {
      closed.attempts.finishes[row] = time
    }
    for row in closed.outages.finishes.indices where closed.outages.finishes[row] == .infinity {
      closed.outages.finishes[row] = time
    }
    return closed
  }
}
