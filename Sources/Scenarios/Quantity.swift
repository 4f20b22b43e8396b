/// Numbers with units, as scenario files write them: `20 min`, `450 GB/s`, `80 GB`.
///
/// A number without a unit is in the base unit: seconds, bytes, bytes per second. Prefixes of bytes
/// are decimal (kB = 1,000) unless they say otherwise (KiB = 1,024).
package enum Quantity {
  package enum Dimension {
    case number
    case seconds
    case bytes
    case bytesPerSecond

    /// For "expected …".
    var phrase: String {
      switch self {
      case .number: "a number"
      case .seconds: "a time (s, ms, us, min, h, d)"
      case .bytes: "a size (B, kB, MB, GB, TB, KiB, MiB, GiB)"
      case .bytesPerSecond: "a rate (B/s, kB/s, MB/s, GB/s, TB/s)"
      }
    }

    /// Multipliers; a negative one divides, since 1 / 1000 cannot be written exactly.
    var units: [String: Double] {
      switch self {
      case .number: [:]
      case .seconds:
        ["s": 1, "ms": -1e3, "us": -1e6, "min": 60, "h": 3600, "d": 86400]
      case .bytes: Quantity.byteUnits
      case .bytesPerSecond:
        Dictionary(uniqueKeysWithValues: Quantity.byteUnits.map { ($0.key + "/s", $0.value) })
      }
    }
  }

  private static let byteUnits: [String: Double] = [
    "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
    "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824,
  ]

  /// The value in the base unit; nil if the text is no such quantity.
  package static func parse(_ text: String, as dimension: Dimension) -> Double? {
    if let plain = Double(text) { return plain }
    guard let unitStart = text.lastIndex(where: { $0.isNumber || $0 == "." }) else { return nil }
    let split = text.index(after: unitStart)
    let unit = text[split...].drop { $0 == " " }
    guard let number = Double(text[..<split]), let factor = dimension.units[String(unit)] else {
      return nil
    }
    return factor < 0 ? number / -factor : number * factor
  }
}
