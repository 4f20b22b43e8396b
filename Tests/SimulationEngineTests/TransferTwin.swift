import SchedulingModel

/// The plain way to find when one transfer arrives: time is cut wherever a link goes out or comes back, and each
/// piece is looked at by itself.
struct TransferTwin {
  /// How a link fails, and when.
  struct Failing {
    var link: String
    var effect: Cluster.Uplink.Effect
    var outages: [ClosedRange<Double>]

    func isOut(at time: Double) -> Bool {
      outages.contains { $0.lowerBound <= time && time < $0.upperBound }
    }
  }

  /// The ways in which the links of the transfer's usual way fail.
  var failing: [Failing]

  /// When a transfer arrives that starts at a time and takes so many seconds undisturbed.
  func arrival(start: Double, seconds: Double) -> Double {
    let cuts = failing.flatMap { $0.outages.flatMap { [$0.lowerBound, $0.upperBound] } }
    let times = [start] + cuts.filter { $0 > start }.sorted() + [.infinity]
    /// What is left at full speed; nil while it is stopped.
    var rest: Double?
    var detour = 1.0
    var around: Set<String> = []
    for (from, to) in zip(times, times.dropFirst()) {
      let out = failing.filter { $0.isOut(at: from) }
      let met = out.filter { !around.contains($0.link) }
      // What it meets stops it, or sends it back to its start.
      if met.contains(where: { $0.slow == nil }) { rest = nil }
      if rest == nil {
        guard !out.contains(where: { $0.effect == .stop }) else { continue }
        rest = seconds
        detour = out.compactMap(\.reroute).max() ?? 1
        around = Set(out.filter { $0.reroute != nil }.map(\.link))
      }
      let slow = out.filter { !around.contains($0.link) }.compactMap(\.slow).max() ?? 1
      let factor = max(detour, slow)
      guard let left = rest else { continue }
      if from + left * factor <= to { return from + left * factor }
      rest = left - (to - from) / factor
    }
    return .infinity
  }
}

extension TransferTwin.Failing {
  var slow: Double? { if case .slow(let factor) = effect { factor } else { nil } }
  var reroute: Double? { if case .reroute(let factor) = effect { factor } else { nil } }
}
