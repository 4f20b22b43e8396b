import Foundation
import Testing

/// Runs the built `makespan` as a user would.
struct Tool {
  struct Outcome {
    var status: Int32
    var output: String
    var error: String
  }

  /// The folder of the build's products, where the test bundle's resources are too.
  static let products = Bundle.module.bundleURL.deletingLastPathComponent()

  /// The checkout, for the shipped scenarios.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let executable = products.appendingPathComponent("makespan")

  /// Starts it without waiting for its end; what it prints is dropped.
  static func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  static func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: URL = root,
    program: URL = executable
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files rather than pipes: nothing can fill up while nobody reads.
    let scratch = try Scratch()
    let (output, error) = (scratch.file("output"), scratch.file("error"))
    for file in [output, error] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationReason == .exit, "makespan ended by a signal: \(arguments)")
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
  }
}

/// A folder that goes away with the test.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: file(name))
    return file(name).path
  }
}

/// A committed output. With MAKESPAN_UPDATE_SNAPSHOTS set, it is written anew.
func expectSnapshot(_ text: String, _ name: String) throws {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Snapshots").appendingPathComponent(name)
  if ProcessInfo.processInfo.environment["MAKESPAN_UPDATE_SNAPSHOTS"] != nil {
    try Data(text.utf8).write(to: file)
    return
  }
  let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
  #expect(text == expected, "\(name) differs; MAKESPAN_UPDATE_SNAPSHOTS=1 writes it anew")
}
