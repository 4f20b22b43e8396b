import Foundation
import Interchange
import TextTable

/// A cost profile as text for a terminal.
public enum ProfileTable {
  /// The machine, then a line for each stage.
  public static func text(_ profile: CostProfile) -> String {
    let machine = profile.machine
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
      peak \(fixed(machine.peakGFLOPS)) GFLOP/s; model '\(profile.model)'; \(profile.corpus)

      \(body)
      """
  }

  private static func fixed(_ value: Double) -> String {
    String(format: value < 100 ? "%.2f" : "%.0f", value)
  }
}
