import Analysis
import Interchange
import SchedulingPolicies
import SimulationEngine

/// One run of a study: a row of the comparison.
public struct ResultRow: Sendable {
  /// The scenario's name, or the workflow file's.
  public var scenario: String
  /// The policy with its parameters.
  public var policy: PolicyName
  /// The seed.
  public var seed: UInt64
  /// How the run ended.
  public var status: RunStatus
  /// What it is judged by.
  public var metrics: Metrics
  /// The input's path, relative to where results are written.
  public var input: String
  /// The cluster of the command line.
  public var cluster: String
  /// The network model of the command line.
  public var network: String
  /// The cost profile of the command line.
  public var profile: String
  /// The recovery of the command line.
  public var recovery: String
  /// Wall-clock time inside the policy, in seconds.
  public var planningSeconds: Double
  /// Wall-clock time of the rest of the run, in seconds.
  public var simulationSeconds: Double

  /// The columns of the comparison's CSV.
  public static let columns = [
    "scenario", "policy", "seed", "status", "makespan_seconds", "lower_bound_seconds", "slr",
    "speedup", "efficiency", "utilization", "attempts", "failures", "lost_seconds",
    "checkpoint_seconds", "transferred_bytes", "cost_usd", "energy_kwh", "input", "cluster",
    "network", "profile", "restart_seconds", "down_seconds", "waiting_seconds", "recovery",
  ]
  /// The columns that `--timing` appends.
  public static let timingColumns = ["planning_seconds", "simulation_seconds"]

  /// The fields of ``columns``.
  public var fields: [String] {
    [
      scenario, policy.description, "\(seed)", status.word, CSVWriter.real(metrics.makespan),
      CSVWriter.real(metrics.lowerBound), CSVWriter.real(metrics.slr),
      CSVWriter.real(metrics.speedup), CSVWriter.real(metrics.efficiency),
      CSVWriter.real(metrics.utilization), "\(metrics.attempts)", "\(metrics.failures)",
      CSVWriter.real(metrics.lostSeconds), CSVWriter.real(metrics.checkpointSeconds),
      CSVWriter.real(metrics.transferredBytes), CSVWriter.real(metrics.costDollars),
      CSVWriter.real(metrics.energyKilowattHours), input, cluster, network,
      profile, CSVWriter.real(metrics.restartSeconds),
      CSVWriter.real(metrics.deviceTime?.down), CSVWriter.real(metrics.deviceTime?.waiting),
      recovery,
    ]
  }

  /// The comparison's CSV.
  public static func csv(_ rows: [ResultRow], timing: Bool) -> String {
    var writer = CSVWriter(header: columns + (timing ? timingColumns : []))
    for row in rows {
      let times = [CSVWriter.real(row.planningSeconds), CSVWriter.real(row.simulationSeconds)]
      writer.append(row.fields + (timing ? times : []))
    }
    return writer.text
  }
}
