import Foundation
import Interchange
import TextTable

/// A cost profile as text for a terminal.
public enum ProfileTable {
  /// The machine, then a line for each stage, then one for each fit.
  public static func text(_ profile: CostProfile) -> String {
    let machine = profile.machine
    let concurrent = machine.concurrent ?? 1
    let table = TextTable<CostProfile.Stage> { stage in
      let spread = (stage.samples.max() ?? 0) - (stage.samples.min() ?? 0)
      return [
        Column(title: "stage", value: stage.stage),
        Column(title: "median ms", value: fixed(stage.medianSeconds * 1e3), align: .right),
        Column(title: "max − min", value: fixed(spread * 1e3), align: .right),
        Column(title: "unit", value: stage.unit),
        Column(title: "units/s", value: fixed(stage.units / stage.medianSeconds), align: .right),
        Column(
          title: "GFLOP/s", value: stage.flops > 0 ? fixed(stage.gflops) : "–", align: .right),
      ]
    }
    let body = table.string(for: profile.stages, style: Style.simple) ?? ""
    return """
      \(machine.cpu), \(machine.blasVersion), \
      \(machine.threads) thread\(machine.threads == 1 ? "" : "s"), \
      \(concurrent == 1 ? "" : "\(concurrent) workers at once, ")\
      peak \(fixed(machine.peakGFLOPS)) GFLOP/s; model '\(profile.model)'; \(profile.corpus)

      \(body)\(fits(profile.stages))\(coordination(machine))
      """
  }

  private static func coordination(_ machine: CostProfile.Machine) -> String {
    machine.coordinationSeconds.map {
      "\nA real run adds \(fixed($0 * 1e3)) ms to each task: orders, artefacts, journal.\n"
    } ?? ""
  }

  /// Seconds of a task = fixed + units × time of a unit; empty where nothing was fitted.
  private static func fits(_ stages: [CostProfile.Stage]) -> String {
    let fitted = stages.filter { $0.fit != nil }
    guard !fitted.isEmpty else { return "" }
    let table = TextTable<CostProfile.Stage> { stage in
      guard let fit = stage.fit else { return [] }
      let range = fit.measuredUnits
      return [
        Column(title: "fit", value: stage.stage),
        Column(title: "fixed ms", value: fixed(fit.fixedSeconds * 1e3), align: .right),
        Column(title: "µs a unit", value: fixed(fit.secondsPerUnit * 1e6), align: .right),
        Column(title: "by", value: fit.regressor.rawValue),
        Column(
          title: "worst residual", value: String(format: "%.1f %%", 100 * fit.largestResidual),
          align: .right),
        Column(title: "R²", value: String(format: "%.4f", fit.rSquared), align: .right),
        Column(
          title: "measured units",
          value: "\(fixed(range.lowerBound))…\(fixed(range.upperBound))", align: .right),
      ]
    }
    return "\n" + (table.string(for: fitted, style: Style.simple) ?? "")
  }

  private static func fixed(_ value: Double) -> String {
    String(format: value < 100 ? "%.2f" : "%.0f", value)
  }
}
