import Interchange
import Testing

/// A profile of two stages: `train` takes 2 s for 1,000 tokens on a host of 100 GFLOP/s.
let sampleProfile = CostProfile(
  machine: .init(
    cpu: "A CPU @ 2 GHz", blasVersion: "OpenBLAS 0.3.21", blasCore: "Haswell", threads: 2,
    peakGFLOPS: 100),
  model: "tiny", corpus: "corpus/a.txt",
  stages: [
    .init(
      stage: "train", unit: "token", units: 1000, medianSeconds: 2, samples: [1, 2, 4],
      flops: 1.5e11, gflops: 75),
    .init(
      stage: "load_data", unit: "shard", units: 1, medianSeconds: 0.25, samples: [0.25], flops: 0,
      gflops: 0),
  ])

@Suite struct CostProfileTests {
  @Test func stagesByName() {
    #expect(sampleProfile.stage(named: "load_data")?.unit == "shard")
    #expect(sampleProfile.stage(named: "evaluate") == nil)
    #expect(sampleProfile.format == CostProfile.formatName)
    #expect(sampleProfile.version == CostProfile.currentVersion)
  }
}
