import Testing
import WorkflowLibrary

@Suite struct GeneratorErrorTests {
  @Test func wording() {
    let error = GeneratorError(
      kind: "chain", parameter: "tasks", value: "0", expected: "at least 1")
    #expect(error.description == "generator 'chain': tasks is 0, expected at least 1")
  }
}
