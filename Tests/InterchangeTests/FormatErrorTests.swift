import Interchange
import Testing

@Suite struct FormatErrorTests {
  @Test func wording() {
    let line = FormatError(
      input: "a.stg", place: .line(3), found: "'x'", expected: "an integer")
    #expect(line.description == "a.stg:3: found 'x', expected an integer")
    let key = FormatError(
      input: "w.json", place: .key("workflow.tasks[3].id"), found: "'trian'",
      expected: "the id of a task", nearest: "train")
    #expect(
      key.description
        == "w.json: workflow.tasks[3].id: found 'trian', expected the id of a task "
        + "(nearest: 'train')")
    let whole = FormatError(
      input: "w.json", place: .document, found: "an empty file", expected: "JSON")
    #expect(whole.description == "w.json: found an empty file, expected JSON")
  }

  @Test func longAndBinaryTextIsShortened() {
    let noise = String(repeating: "\u{1}\n", count: 1_000_000)
    #expect(throws: FormatError.self) { try STGReader.read("5\n" + noise, name: "n") }
    do {
      _ = try STGReader.read("5\n\u{1}" + String(repeating: "x", count: 1_000_000), name: "n")
    } catch {
      #expect(error.description.count < 200)
      #expect(error.description.contains("\\u{01}") && error.description.contains("…"))
    }
  }
}
