import Foundation
import Interchange
import Testing

/// The places of syntax errors, as any reader of JSON reports them.
@Suite struct JSONSyntaxTests {
  private func error(_ text: String) -> FormatError? {
    do {
      _ = try WfFormatReader.read(Data(text.utf8), name: "w.json")
      return nil
    } catch {
      return error
    }
  }

  @Test func problems() {
    let separator = "',' or the end of the array or object"
    let cases: [(String, FormatError.Place, String, String)] = [
      ("{", .line(1), "the end of the file", "a key in double quotes or '}'"),
      ("{\"name\": NaN}", .line(1), "'NaN'", "a value"),
      ("{\"name\":\n\n \"w\",,}", .line(3), "','", "a key in double quotes"),
      ("{\"name\":,}", .line(1), "','", "a value"),
      ("{\"name\" \"w\"}", .line(1), "'\"'", "':'"),
      ("{\"name\":\"w\"]", .line(1), "']'", separator),
      ("[1,\n2\n3]", .line(3), "'3'", separator),
      ("[1,,]", .line(1), "','", "a value"),
      ("{} x", .line(1), "'x'", "the end of the file"),
      ("{\"name\":\"w", .line(1), "the end of the file", "the rest of a string"),
      ("{\"name\":\"w\n\"}", .line(1), "'\\n'", "the rest of a string"),
      ("{\"na", .line(1), "the end of the file", "the rest of a key"),
      ("[\"\\", .line(1), "the end of the file", "the rest of a string"),
      ("{\"name\":01}", .line(1), "'01'", "a value"),
      ("{\"name\":1.}", .line(1), "'1.'", "a value"),
      ("\u{1}\u{2}", .line(1), "'\\u{01}'", "a value"),
      ("[é]", .line(1), "'é'", "a value or ']'"),
      (
        String(repeating: "[", count: 100_000), .line(1), "more than 512 nested levels", "fewer"
      ),
      (
        String(repeating: "{\"a\":\n", count: 100_000), .line(513), "more than 512 nested levels",
        "fewer"
      ),
    ]
    for (text, place, found, expected) in cases {
      #expect(
        error(text)
          == FormatError(input: "w.json", place: place, found: found, expected: expected),
        "\(text.prefix(40))")
    }
  }

  @Test func bytesThatAreNotText() {
    #expect(
      throws: FormatError(
        input: "w.json", place: .document, found: "bytes that are not UTF-8 text",
        expected: "UTF-8 text")
    ) { try WfFormatReader.read(Data([0x7B, 0xFF, 0xFE]), name: "w.json") }
  }
}
