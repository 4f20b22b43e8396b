/// The parts of a WfFormat 1.5 document that matter to a schedule, named as the schema names them.
///
/// What the schema requires is required here too, save where real runs leave it out.
struct WfFormatDocument: Decodable {
  static let version = "1.5"

  var name: String
  var schemaVersion: String
  var workflow: Body

  struct Body: Decodable {
    var specification: Specification
    /// The schema makes it optional, but without it no task has a runtime.
    var execution: Execution
  }

  struct Specification: Decodable {
    var tasks: [SpecifiedTask]
    var files: [File]?
  }

  struct SpecifiedTask: Decodable {
    var name: String
    var id: String
    var parents: [String]
    var children: [String]
    var inputFiles: [String]?
    var outputFiles: [String]?
  }

  struct File: Decodable {
    var id: String
    /// In bytes; an integer that may exceed 2⁵³, where `Double` rounds.
    var sizeInBytes: Double
  }

  struct Execution: Decodable {
    var tasks: [ExecutedTask]
  }

  struct ExecutedTask: Decodable {
    var id: String
    var runtimeInSeconds: Double
    var command: Command?
    var coreCount: Double?
    var memoryInBytes: Double?
    var priority: Double?
    var machines: [String]?
  }

  struct Command: Decodable {
    var program: String?
  }
}
