import SchedulingModel
import Testing
import WorkflowLibrary

@Suite struct LayeredBenchmarkTests {
  /// One row of the published table: tasks, hosts, width, edges, checksum; the seed is 1.
  struct Known: Sendable, CustomTestStringConvertible {
    var tasks: Int
    var hosts: Int
    var width = 100
    var edges: Int
    var checksum: UInt64

    var testDescription: String { "\(tasks) tasks, \(hosts) hosts, width \(width)" }
  }

  static let small = [
    Known(tasks: 1_000, hosts: 8, edges: 2_694, checksum: 0x4011_2A76_2A94_2D8E),
    Known(tasks: 1_000, hosts: 64, edges: 2_694, checksum: 0xE6DE_1082_1752_C27C),
    Known(tasks: 1_000, hosts: 512, edges: 2_694, checksum: 0xD5C0_B008_86F3_4D2F),
    Known(tasks: 10_000, hosts: 64, edges: 29_609, checksum: 0x18EF_C373_350F_000C),
    Known(tasks: 10_000, hosts: 512, edges: 29_609, checksum: 0xEF9A_C6DE_9760_A19B),
    Known(tasks: 100_000, hosts: 64, edges: 298_718, checksum: 0x9865_5E41_C6E9_0107),
    Known(tasks: 100_000, hosts: 512, edges: 298_718, checksum: 0x4622_D8A2_A2C2_4ED0),
    Known(
      tasks: 100_000, hosts: 512, width: 1_000, edges: 296_911, checksum: 0x890B_6C28_CEA3_2598),
  ]

  private func check(_ known: Known) throws {
    let benchmark = try LayeredBenchmark(
      tasks: known.tasks, hosts: known.hosts, width: known.width, seed: 1)
    #expect(benchmark.edgeCount == known.edges)
    #expect(benchmark.checksum == known.checksum)
  }

  @Test(arguments: small) func checksums(_ known: Known) throws { try check(known) }

  #if !DEBUG
    @Test func checksumOfAMillionTasks() throws {
      try check(
        Known(tasks: 1_000_000, hosts: 64, edges: 2_989_887, checksum: 0x916B_7053_4AA8_6C79))
    }
  #endif

  @Test func everySeedGivesItsOwnInstance() throws {
    let checksums = try (0..<50).map {
      try LayeredBenchmark(tasks: 50, hosts: 3, width: 7, seed: UInt64($0)).checksum
    }
    #expect(Set(checksums).count == 50)
  }

  @Test func badParameters() {
    for (tasks, hosts, width, name) in [
      (0, 1, 1, "tasks"), (1, 0, 1, "hosts"), (1, 1, -2, "width"),
    ] {
      #expect(
        throws: GeneratorError(
          kind: "layered", parameter: name, value: name == "width" ? "-2" : "0",
          expected: "at least 1")
      ) { try LayeredBenchmark(tasks: tasks, hosts: hosts, width: width, seed: 1) }
    }
  }
}
