import Interchange
import SchedulingModel
import Testing

@Suite struct CostProfileSecondsTests {
  private let gpu = DeviceClass(name: "gpu", kind: .gpu, peakFLOPS: 1e15, sustainedFLOPS: 8e14)
  private let tpu = DeviceClass(name: "tpu", kind: .tpu, speed: 3, peakFLOPS: 4e14)
  private let cpu = DeviceClass(name: "cpu", kind: .cpu, speed: 4, peakFLOPS: 1e18)

  private func seconds(
    _ stage: String, _ deviceClass: DeviceClass, fraction: Double = 0.5
  ) throws(CostProfileError) -> Double {
    let cost = try sampleProfile.stageCost(
      stage: stage, on: deviceClass, assumedFractionOfPeak: fraction)
    #expect(cost.fixedSeconds == 0)
    return cost.secondsPerUnit
  }

  @Test func hostTimeOverSpeed() throws {
    #expect(try seconds("train", DeviceClass(name: "x")) == 0.002)
    #expect(try seconds("train", cpu) == 0.0005)
    #expect(try seconds("load_data", cpu) == 0.0625)
  }

  /// Orders and disks are no faster on a faster processor, and a simulated GPU takes none of ours.
  @Test func coordinationIsAddedOnHostsAlone() throws {
    var profile = sampleProfile
    profile.machine.coordinationSeconds = 0.125
    let onCPU = try profile.stageCost(stage: "train", on: cpu, assumedFractionOfPeak: 0.5)
    #expect(onCPU == StageCost(fixedSeconds: 0.125, secondsPerUnit: 0.0005))
    let onGPU = try profile.stageCost(stage: "train", on: gpu, assumedFractionOfPeak: 0.5)
    #expect(onGPU.fixedSeconds == 0)
  }

  @Test func matrixProductsScaleWithTheSustainedRate() throws {
    #expect(try seconds("train", gpu) == 0.002 * (1e11 / 8e14))
    // The fraction does not matter where a rate was measured.
    #expect(try seconds("train", gpu, fraction: 1) == 0.002 * (1e11 / 8e14))
  }

  @Test func anUnmeasuredPartSustainsTheAssumedFraction() throws {
    #expect(try seconds("train", tpu) == 0.002 * (1e11 / 2e14))
    #expect(try seconds("train", tpu, fraction: 1) == 0.002 * (1e11 / 4e14))
  }

  @Test func otherStagesRunOnTheHost() throws {
    #expect(try seconds("load_data", gpu) == 0.25)
    #expect(try seconds("load_data", tpu) == 0.25)
    #expect(try seconds("load_data", DeviceClass(name: "bare", kind: .gpu)) == 0.25)
  }

  @Test func errors() {
    #expect(throws: CostProfileError.unmeasuredStage("trian", nearest: "train")) {
      try seconds("trian", cpu)
    }
    #expect(throws: CostProfileError.noRate(deviceClass: "bare")) {
      try seconds("train", DeviceClass(name: "bare", kind: .tpu))
    }
    for fraction in [0, -1, 1.5] {
      #expect(throws: CostProfileError.badFraction(fraction)) {
        try seconds("train", cpu, fraction: fraction)
      }
    }
    #expect(throws: CostProfileError.self) { try seconds("train", cpu, fraction: .nan) }
  }

  @Test func stageCostsFeedACostModel() throws {
    let rows = try sampleProfile.stageCosts(for: [cpu, gpu], assumedFractionOfPeak: 0.5)
    #expect(rows.keys.sorted() == ["load_data", "train"])
    #expect(rows["load_data"]?.map(\.secondsPerUnit) == [0.0625, 0.25])
    let train = [try seconds("train", cpu), try seconds("train", gpu)]
    #expect(rows["train"]?.map(\.secondsPerUnit) == train)
  }

  @Test func assumptionsAreStated() {
    #expect(
      sampleProfile.assumptions(for: [cpu, gpu, tpu], assumedFractionOfPeak: 0.5)
        == ["tpu: no sustained rate is known; 0.5 of its peak of 400.0 TFLOP/s is assumed"])
    var plain = sampleProfile
    plain.stages.removeFirst()
    #expect(plain.assumptions(for: [tpu], assumedFractionOfPeak: 0.5) == [])
  }

  @Test func normalizedSamples() {
    #expect(sampleProfile.normalizedSamples(stage: "train") == [0.5, 1, 2])
    #expect(sampleProfile.normalizedSamples(stage: "evaluate") == nil)
  }

  @Test func errorWording() {
    #expect(
      CostProfileError.unmeasuredStage("trian", nearest: "train").description
        == "the cost profile does not hold the stage 'trian' (nearest stage: 'train')")
    #expect(
      CostProfileError.noRate(deviceClass: "x").description
        == "device class 'x' has neither a sustained nor a peak rate to scale measured costs by")
    #expect(
      CostProfileError.badFraction(2).description
        == "the assumed fraction of peak is 2.0, expected above 0 and at most 1")
  }
}
