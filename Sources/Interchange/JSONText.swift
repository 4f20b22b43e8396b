/// JSON text under construction, for documents too large for an encoder that first builds a tree.
///
/// The caller writes keys in ascending order, as every JSON file of this project has them.
struct JSONText {
  private(set) var bytes: [UInt8] = []
  // Whether a value stands before the next one in the same array or object.
  private var needsComma = false

  mutating func begin(_ bracket: Unicode.Scalar, lineBreak: Bool = false) {
    separate()
    append(bracket)
    if lineBreak { append("\n") }
    needsComma = false
  }

  mutating func end(_ bracket: Unicode.Scalar) {
    append(bracket)
    needsComma = true
  }

  mutating func key(_ name: String) {
    string(name)
    append(":")
    needsComma = false
  }

  mutating func string(_ value: String) {
    separate()
    append("\"")
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append("\\")
        bytes.append(byte)
      case 0..<0x20:
        bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
        bytes.append(contentsOf: String(byte, radix: 16).utf8)
      default:
        bytes.append(byte)
      }
    }
    append("\"")
    needsComma = true
  }

  /// A finite number as `Double.description` writes it, which reads back exactly.
  mutating func number(_ value: Double) { literal(value.description) }

  mutating func integer(_ value: Int) { literal(String(value)) }

  mutating func strings(_ values: some Sequence<String>) {
    begin("[")
    for value in values { string(value) }
    end("]")
  }

  /// Ends a line after the comma that the next value needs, so that large arrays stay readable.
  mutating func lineBreak(unlessLast isLast: Bool) {
    if !isLast { separate() }
    append("\n")
    needsComma = false
  }

  private mutating func literal(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { append(",") }
    needsComma = false
  }

  private mutating func append(_ ascii: Unicode.Scalar) {
    bytes.append(UInt8(truncatingIfNeeded: ascii.value))
  }
}
