import SchedulingModel

/// A workflow as a file tells it, with what the reader had to put up with.
public struct ParsedWorkflow: Sendable {
  /// The workflow.
  public var workflow: Workflow
  /// Each tolerance that was needed, one sentence each; empty for a file that keeps to its format.
  public var notes: [String]
  /// The critical path that the file itself states, in the unit of its task times.
  public var statedCriticalPath: Double?
  /// The size of the file's distinct data files, in bytes, in formats that list them.
  public var fileBytes: Double?

  /// Creates a result.
  public init(
    workflow: Workflow, notes: [String] = [], statedCriticalPath: Double? = nil,
    fileBytes: Double? = nil
  ) {
    self.workflow = workflow
    self.notes = notes
    self.statedCriticalPath = statedCriticalPath
    self.fileBytes = fileBytes
  }

  /// The data of the workflow, in bytes: each distinct file once, or all edges.
  public var dataBytes: Double { fileBytes ?? workflow.totalBytes }
}

extension WorkflowBuilder {
  /// Builds what a reader has collected; what is still wrong, a cycle above all, concerns the input
  /// as a whole.
  func buildParsed(from input: String) throws(FormatError) -> Workflow {
    do {
      return try build()
    } catch {
      let isCycle = error.problems.contains { if case .cycle = $0 { true } else { false } }
      throw FormatError(
        input: input, place: .document, found: isCycle ? "a \(error)" : "\(error)",
        expected: isCycle ? "an acyclic workflow" : "a workflow that can be built")
    }
  }
}
