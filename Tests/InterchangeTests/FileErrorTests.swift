import Interchange
import Testing

@Suite struct FileErrorTests {
  @Test func wording() {
    let errors: [(FileError, String)] = [
      (.missing(path: "f"), "f: no such file"),
      (.isFolder(path: "f"), "f: found a folder, expected a file"),
      (.unreadable(path: "f", reason: "r"), "f: cannot be read: r"),
      (.notUTF8(path: "f", line: 3), "f:3: found bytes that are not UTF-8 text"),
      (.tooLarge(path: "f", limit: 2), "f: holds more than the limit of 2 bytes"),
      (.noFolder(path: "d/f"), "d/f: cannot be written: its folder does not exist"),
      (.unwritable(path: "f", reason: "r"), "f: cannot be written: r"),
    ]
    for (error, text) in errors { #expect(error.description == text) }
  }
}
