import Foundation
import Testing

/// The articles on extending show code of the tests; neither may change without the other.
@Suite struct ArticleTests {
  @Test(arguments: ["WritingAPolicy", "WritingAFailureModel"])
  func showsTestedCode(article: String) throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(
      contentsOf: root.appendingPathComponent("Sources/Makespan/Makespan.docc/\(article).md"),
      encoding: .utf8)
    let code = try String(
      contentsOf: tests.appendingPathComponent("\(article)Tests.swift"), encoding: .utf8)
    let blocks = text.components(separatedBy: "```swift\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
      .filter { !$0.hasPrefix("// swift-tools-version") }
    #expect(!blocks.isEmpty)
    for block in blocks { #expect(code.contains(block), "not in the test file:\n\(block)") }
  }
}
