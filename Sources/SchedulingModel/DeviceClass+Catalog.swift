extension DeviceClass {
  /// The accelerators that scenarios can name without defining them.
  ///
  /// Peaks are dense bf16 without sparsity. Sustained figures are measured maxima of dense matrix
  /// products (stas00/ml-engineering, "MAMF"); where nobody published one the field is empty, and
  /// a stated fraction of peak stands in as an assumption. Prices are
  /// approximate on-demand prices of 2026 and vary several-fold by provider; only those read from
  /// a source are given. The speed, which counts for tasks of plain work alone, is the sustained
  /// (or peak) figure relative to 100 TFLOP/s.
  public static let catalog: [DeviceClass] = [
    part(
      "a100-sxm", .gpu, memoryGB: 80, peak: 312, sustained: 271.2, dollars: 1.5, watts: 400,
      "stas00/ml-engineering 744d01e1; price: mercatus-ai.com, May 2026"),
    part(
      "h100-sxm", .gpu, memoryGB: 80, peak: 989, sustained: 794.5, dollars: 2.95, watts: 700,
      "stas00/ml-engineering 744d01e1; price: aimultiple.com GPU index, May 2026"),
    part(
      "h200-sxm", .gpu, memoryGB: 141, peak: 989, sustained: 794.5, dollars: 3.5, watts: 700,
      "stas00/ml-engineering 744d01e1; price: mercatus-ai.com, May 2026"),
    part(
      "b200-sxm", .gpu, memoryGB: 180, peak: 2250, sustained: 1745, dollars: 4.6, watts: 1000,
      "stas00/ml-engineering 744d01e1; price: community data set, low confidence"),
    part(
      "gb200-nvl72", .gpu, memoryGB: 186, peak: 2500, sustained: 1822, dollars: nil, watts: 1200,
      "stas00/ml-engineering 744d01e1"),
    part(
      "mi300x", .gpu, memoryGB: 192, peak: 1307, sustained: 668.4, dollars: 1.99, watts: 750,
      "stas00/ml-engineering 744d01e1; price: cliffcenter.com, May 2026"),
    part(
      "tpu-v4", .tpu, memoryGB: 32, peak: 275, sustained: nil, dollars: nil, watts: 170,
      "docs.cloud.google.com/tpu/docs/v4 (power: the stated mean)"),
    part(
      "tpu-v5e", .tpu, memoryGB: 16, peak: 197, sustained: nil, dollars: nil, watts: nil,
      "docs.cloud.google.com/tpu/docs/v5e"),
    part(
      "tpu-v5p", .tpu, memoryGB: 95, peak: 459, sustained: nil, dollars: nil, watts: nil,
      "docs.cloud.google.com/tpu/docs/v5p-training"),
    part(
      "tpu-v6e", .tpu, memoryGB: 32, peak: 918, sustained: nil, dollars: 2.7, watts: nil,
      "docs.cloud.google.com/tpu/docs/v6e; price: Artificial Analysis"),
    part(
      "tpu7x", .tpu, memoryGB: 192, peak: 2307, sustained: nil, dollars: nil, watts: nil,
      "stas00/ml-engineering 744d01e1"),
    DeviceClass(
      name: "cpu", kind: .cpu, speed: 1,
      source: "the measured machine: figures come from the cost profile"),
  ]

  private static func part(
    _ name: String, _ kind: Kind, memoryGB: Double, peak: Double, sustained: Double?,
    dollars: Double?, watts: Double?, _ source: String
  ) -> DeviceClass {
    DeviceClass(
      name: name, kind: kind, speed: (sustained ?? peak) / 100, memoryBytes: memoryGB * 1e9,
      peakFLOPS: peak * 1e12, sustainedFLOPS: sustained.map { $0 * 1e12 }, dollarsPerHour: dollars,
      watts: watts, source: source)
  }
}
