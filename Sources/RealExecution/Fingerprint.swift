import COpenSSL
import SchedulingModel
import SimulationEngine

/// Tells whether a scenario is the one that a run was begun with.
struct Fingerprint {
  let digits: String

  init(_ instance: Instance, conditions: RunConditions) {
    let workflow = instance.workflow
    let edges = (0..<workflow.edgeCount).map {
      "\(workflow.source(of: $0))-\(workflow.target(of: $0))-\(workflow.condition(of: $0))"
    }
    let jobs = instance.jobs.map { "\($0.name) \($0.arrival) \($0.tasks)" }
    let text = """
      \(workflow.tasks)
      \(edges)
      \(jobs)
      \(instance.cluster.devices.map(\.name))
      \(conditions.attemptLimit ?? 0) \(conditions.timeLimit) \(conditions.recovery.backOff)
      """
    digits = ContentHash.digits(of: Array(text.utf8))
  }
}
