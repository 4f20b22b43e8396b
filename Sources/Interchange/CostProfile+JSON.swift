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
    try CostProfileCheck(profile, name: name).check()
    return profile
  }

  /// Indented JSON with sorted keys and a line end.
  ///
  /// - Throws: ``FormatError`` for a profile that ``read(_:name:)`` would refuse.
  public func data(name: String = "cost profile") throws(FormatError) -> Data {
    try CostProfileCheck(self, name: name).check()
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
}
