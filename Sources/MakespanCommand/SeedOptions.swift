import ArgumentParser
import Foundation

/// Under which seeds runs are made, and how many at a time.
struct SeedOptions: ParsableArguments {
  @Option(help: "How many seeds; the scenario's own number by default.")
  var seeds: Int?
  @Option(name: .customLong("seed"), help: "The first seed.")
  var firstSeed: UInt64 = 1
  @Option(help: "Runs at the same time.")
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    if let seeds, !(1...1_000_000).contains(seeds) {
      throw ValidationError("--seeds is \(seeds), expected 1 to 1000000")
    }
    if firstSeed > UInt64(Int64.max) {
      throw ValidationError("--seed is \(firstSeed), expected at most \(Int64.max)")
    }
    if jobs < 1 { throw ValidationError("--jobs is \(jobs), expected at least 1") }
  }
}
