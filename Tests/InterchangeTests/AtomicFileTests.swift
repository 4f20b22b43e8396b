import Foundation
import Interchange
import Testing

@Suite struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func writesAndReplaces() throws {
    let path = folder.path + "/out.csv"
    try AtomicFile.write("first, and longer", to: path)
    try AtomicFile.write("second", to: path)
    #expect(try FileReading.text(at: path) == "second")
    #expect(try folder.contents() == ["out.csv"])
  }

  @Test func aFailureLeavesNothingBehind() throws {
    #expect(throws: FileError.isFolder(path: folder.path)) {
      try AtomicFile.write("x", to: folder.path)
    }
    let nowhere = folder.path + "/none/out.csv"
    #expect(throws: FileError.noFolder(path: nowhere)) { try AtomicFile.write("x", to: nowhere) }
    #expect(try folder.contents() == [])
  }

  /// A name as long as the file system allows leaves no room for a temporary one beside it.
  @Test func theOldFileSurvivesAFailure() throws {
    let path = folder.path + "/" + String(repeating: "n", count: 255)
    try Data("old".utf8).write(to: URL(filePath: path))
    #expect(throws: FileError.self) { try AtomicFile.write("new", to: path) }
    #expect(try FileReading.text(at: path) == "old")
    #expect(try folder.contents().count == 1)
  }

  @Test func aLinkStaysALink() throws {
    let (target, link) = (folder.path + "/target", folder.path + "/link")
    try AtomicFile.write("old", to: target)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    try AtomicFile.write("new", to: link)
    #expect(try FileReading.text(at: target) == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try folder.contents() == ["link", "target"])
  }

  @Test func aDeviceIsWrittenTo() throws {
    try AtomicFile.write("x", to: "/dev/null")
    #expect(try FileReading.data(at: "/dev/null").isEmpty)
  }
}
