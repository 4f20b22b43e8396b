import Foundation
import Interchange
import Testing

@Suite struct FileReadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ bytes: [UInt8]) throws -> String {
    let path = folder.path + "/file"
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  @Test func textWithoutItsByteOrderMark() throws {
    let path = try file([0xEF, 0xBB, 0xBF] + Array("héllo\n".utf8))
    #expect(try FileReading.text(at: path) == "héllo\n")
    #expect(try FileReading.data(at: path).count == 10)
    #expect(try FileReading.text(at: file([])) == "")
  }

  @Test func manyChunks() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    #expect(try FileReading.data(at: file(bytes)) == Data(bytes))
  }

  @Test func notAFile() {
    let missing = folder.path + "/none"
    #expect(throws: FileError.missing(path: missing)) { try FileReading.data(at: missing) }
    #expect(throws: FileError.isFolder(path: folder.path)) {
      try FileReading.data(at: folder.path)
    }
  }

  @Test func notUTF8() throws {
    let path = try file(Array("a\nb\n".utf8) + [0xFF, 0xFE, 0x0A])
    #expect(throws: FileError.notUTF8(path: path, line: 3)) { try FileReading.text(at: path) }
  }

  @Test func tooLarge() throws {
    let path = try file([1, 2, 3])
    #expect(try FileReading.data(at: path, limit: 3).count == 3)
    #expect(throws: FileError.tooLarge(path: path, limit: 2)) {
      try FileReading.data(at: path, limit: 2)
    }
  }
}
