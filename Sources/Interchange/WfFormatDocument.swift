/// The parts of a WfFormat 1.5 document that matter to a schedule, named as the schema names them.
///
/// What the schema requires is required here too, save where real runs leave it out.
struct WfFormatDocument: Codable {
  static let version = "1.5"

  var name: String
  var description: String?
  var schemaVersion: String
  var workflow: Body

  struct Body: Codable {
    var specification: Specification
    /// The schema makes it optional, but without it no task has a runtime.
    var execution: Execution
  }

  struct Specification: Codable {
    var tasks: [SpecifiedTask]
    var files: [File]?
  }

  struct SpecifiedTask: Codable {
    var name: String
    var id: String
    var parents: [String]
    var children: [String]
    var inputFiles: [String]?
    var outputFiles: [String]?
  }

  struct File: Codable {
    var id: String
    /// In bytes; an integer that may exceed 2⁵³, where `Double` rounds.
    var sizeInBytes: Double
  }

  struct Execution: Codable {
    var makespanInSeconds: Double?
    var executedAt: String?
    var tasks: [ExecutedTask]
  }

  struct ExecutedTask: Codable {
    var id: String
    var runtimeInSeconds: Double
    var command: Command?
    var coreCount: Double?
    var memoryInBytes: Double?
    var priority: Double?
    var machines: [String]?
  }

  struct Command: Codable {
    var program: String?
  }
}
