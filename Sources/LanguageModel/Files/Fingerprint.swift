/// A 64-bit FNV-1a hash taken over words of eight bytes: it tells changed files and tasks apart, and
/// resists no one who wants two to agree.
///
/// Each word w (little-endian; the last is filled with zeros) turns the hash h into
/// (h ⊕ w) · 0x100000001B3 mod 2⁶⁴, from 0xCBF29CE484222325. For a fixed w that is one to one, so a
/// change within one word is always seen.
struct Fingerprint: Equatable {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ word: UInt64) { value = (value ^ word) &* 0x100_0000_01B3 }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let whole = bytes.count / 8
    for index in 0..<whole {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
    }
    if bytes.count > 8 * whole {
      var word: UInt64 = 0
      for (place, byte) in bytes[(8 * whole)...].enumerated() {
        word |= UInt64(byte) << (8 * place)
      }
      add(word)
    }
  }

  mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

  /// Sixteen hexadecimal digits.
  var digits: String { Self.digits(value) }

  static func digits(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
