/// What is published on the failures of a fleet, and the model that follows.
///
/// Where a publication does not say enough for a rate, the assumption that fills the gap is part of
/// ``assumption``.
public struct PublishedFailures: Sendable {
  /// The name in scenario files.
  public let name: String
  /// Where the figures come from, and which they are.
  public let source: String
  /// What is derived from them, and what had to be assumed.
  public let assumption: String
  /// The failures of attempts on such a fleet.
  public let model: TaskFailureModel

  /// Every fleet, by name.
  public static let all = [llama3, metaRSC1, metaRSC2, megaScale, tpuV4]

  /// The training of Llama 3 405B, with a cause for each row of the published table.
  public static let llama3 = PublishedFailures(
    name: "llama3",
    source: """
      Grattafiori et al., The Llama 3 Herd of Models, arXiv:2407.21783, table 5: 419 unexpected \
      interruptions in 54 days on 16,384 H100
      """,
    assumption: """
      Derived: 419 / (16,384 × 54 × 24) failures per device-hour, a mean of 3.093 h between those of the \
      whole job. Causes are weighted by the table's counts, which add up to 419; its printed percentages \
      do not fit them (30.1 % for faulty GPUs, where 148 of 419 is 35.3 %)
      """,
    model: TaskFailureModel(ratePerDevice: 419 / (16_384 * 54 * 86_400.0)).divided(among: [
      ("faulty GPU", 148), ("GPU HBM3 memory", 72), ("software bug", 54),
      ("network switch or cable", 35), ("host maintenance", 32), ("GPU SRAM memory", 19),
      ("GPU system processor", 17), ("NIC", 7), ("NCCL watchdog timeout", 7),
      ("silent data corruption", 6), ("GPU thermal interface or sensor", 6), ("SSD", 3),
      ("power supply", 3), ("server chassis", 2), ("IO expansion board", 2), ("dependency", 2),
      ("CPU", 2), ("system memory", 2),
    ]))

  /// Meta's Research SuperCluster 1.
  public static let metaRSC1 = PublishedFailures(
    name: "meta-rsc-1",
    source: """
      Kokolis et al., Revisiting Reliability in Large-Scale Machine Learning Research Clusters, \
      arXiv:2410.21680 (HPCA 2025): 6.5 failures per 1,000 node-days, 16,000 A100
      """,
    assumption: """
      Derived: 8 devices a node. Hardware only: jobs on 1,024 devices failed every 7.9 h, where this rate \
      says 28.8 h; add a rate of the software's own for small jobs
      """,
    model: nodes(perThousandDays: 6.5))

  /// Meta's Research SuperCluster 2.
  public static let metaRSC2 = PublishedFailures(
    name: "meta-rsc-2",
    source: "the same: 2.34 failures per 1,000 node-days, 8,000 A100",
    assumption: "Derived: 8 devices a node. Hardware only, as for meta-rsc-1",
    model: nodes(perThousandDays: 2.34))

  /// ByteDance's MegaScale.
  public static let megaScale = PublishedFailures(
    name: "megascale",
    source: """
      Jiang et al., MegaScale, arXiv:2402.15627 (NSDI 2024), section 6: more than 100 restarts in several \
      weeks on more than 10,000 GPUs
      """,
    assumption: """
      Assumed, since only bounds are published: 100 restarts in 28 days on 10,000 devices, a mean of 6.72 h \
      between those of the whole job
      """,
    model: TaskFailureModel(causes: [
      .init(name: "restart", ratePerDevice: 100 / (10_000 * 28 * 86_400.0))
    ]))

  /// Google's TPU v4.
  public static let tpuV4 = PublishedFailures(
    name: "tpu-v4",
    source: """
      Zu et al., Resiliency at Scale: Managing Google's TPUv4 Machine Learning Supercomputer, NSDI 2024, \
      abstract: about 1 % of training jobs are hit by a hardware outage; availability 99.98 %
      """,
    assumption: """
      A share of jobs is no rate: sizes and lengths of the jobs are not published. Assumed: an attempt is a \
      job, and 1 % of attempts fail, at their end, whatever their length and size
      """,
    model: TaskFailureModel(causes: [.init(name: "hardware outage", probability: 0.01)]))

  private static func nodes(perThousandDays failures: Double) -> TaskFailureModel {
    TaskFailureModel(causes: [
      .init(name: "node failure", ratePerDevice: failures / 1000 / 86_400 / 8)
    ])
  }
}
