import Foundation
import SchedulingModel

extension CostProfile {
  /// Reads and checks a profile.
  ///
  /// - Throws: ``FormatError`` with the key path: not JSON, a missing key, another format or version,
  ///   or a number that cannot have been measured.
  public static func read(_ data: Data, name: String) throws(FormatError) -> CostProfile {
    // What the file claims to be comes first: the keys of another version may differ.
    let claim = try JSONReading.decode(Claim.self, from: data, name: name)
    guard claim.format == formatName else {
      throw FormatError(
        input: name, place: .key("format"), found: quoted(claim.format),
        expected: "'\(formatName)'")
    }
    guard claim.version == currentVersion else {
      throw FormatError(
        input: name, place: .key("version"), found: "\(claim.version)",
        expected: "\(currentVersion)")
    }
    let profile = try JSONReading.decode(CostProfile.self, from: data, name: name)
    try profile.check(name)
    return profile
  }

  /// Indented JSON with sorted keys and a line end.
  ///
  /// - Throws: ``FormatError`` for a profile that ``read(_:name:)`` would refuse.
  public func data(name: String = "cost profile") throws(FormatError) -> Data {
    try check(name)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return try encoder.encode(self) + Data("\n".utf8)
    } catch {
      throw FormatError(
        input: name, place: .document, found: "\(error)", expected: "values that JSON can hold")
    }
  }

  private struct Claim: Decodable {
    var format: String
    var version: Int
  }

  private func check(_ name: String) throws(FormatError) {
    func require(_ isTrue: Bool, _ key: String, _ found: String, _ expected: String)
      throws(FormatError)
    {
      guard isTrue else {
        throw FormatError(input: name, place: .key(key), found: found, expected: expected)
      }
    }
    func positive(_ value: Double, _ key: String) throws(FormatError) {
      try require(
        value.isFinite && value > 0, key, "\(value)", "a finite number above 0")
    }
    try require(
      machine.threads >= 1, "machine.threads", "\(machine.threads)", "an integer of at least 1")
    try positive(machine.peakGFLOPS, "machine.peak_gflops")
    try require(!stages.isEmpty, "stages", "an empty array", "at least one stage")
    var names: Set<String> = []
    for (index, stage) in stages.enumerated() {
      let path = "stages[\(index)]"
      try require(
        names.insert(stage.stage).inserted, "\(path).stage",
        "\(quoted(stage.stage)) a second time", "each stage once")
      try positive(stage.units, "\(path).units")
      try positive(stage.medianSeconds, "\(path).median_seconds")
      try require(
        !stage.samples.isEmpty, "\(path).samples", "an empty array", "at least one sample")
      for (position, sample) in stage.samples.enumerated() {
        try positive(sample, "\(path).samples[\(position)]")
      }
      let (least, most) = (stage.samples.min() ?? 0, stage.samples.max() ?? 0)
      try require(
        (least...most).contains(stage.medianSeconds), "\(path).median_seconds",
        "\(stage.medianSeconds)", "a number between the least and the largest sample")
      for (value, key) in [(stage.flops, "flops"), (stage.gflops, "gflops")] {
        try require(
          value.isFinite && value >= 0, "\(path).\(key)", "\(value)",
          "a finite number of at least 0")
      }
    }
  }
}
