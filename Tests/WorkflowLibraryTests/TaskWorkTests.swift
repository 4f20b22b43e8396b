import SchedulingModel
import Testing
import WorkflowLibrary

@Suite struct TaskWorkTests {
  private func work(_ work: TaskWork, tasks: Int = 1_000) throws -> [Double] {
    try Chain(tasks: tasks, work: work).workflow().tasks.compactMap {
      if case .work(let seconds) = $0.cost { seconds } else { nil }
    }
  }

  @Test func drawsAreSeededAndInRange() throws {
    let draws = try work(.uniform(2...6, seed: 3))
    #expect(draws.allSatisfy { (2...6).contains($0) })
    #expect(try draws == work(.uniform(2...6, seed: 3)))
    #expect(try draws != work(.uniform(2...6, seed: 4)))
    // A longer chain begins with the same tasks.
    #expect(try work(.uniform(2...6, seed: 3), tasks: 1_200).prefix(1_000) == draws[...])
    let z =
      (draws.reduce(0, +) / 1_000 - 4) / (4 / 12.0.squareRoot() / 1_000.0.squareRoot())
    #expect(abs(z) < 4, "z = \(z)")
  }

  @Test func anEmptyRangeIsAConstant() throws {
    #expect(try work(.uniform(5...5, seed: 1), tasks: 3) == [5, 5, 5])
  }

  @Test func badRange() {
    #expect(
      throws: GeneratorError(
        kind: "chain", parameter: "work (lower bound)", value: "-1.0",
        expected: "a finite number of at least 0")
    ) { try work(.uniform(-1...1, seed: 1)) }
    #expect(
      throws: GeneratorError(
        kind: "chain", parameter: "work (upper bound)", value: "inf",
        expected: "a finite number of at least 0")
    ) { try work(.uniform(0...Double.infinity, seed: 1)) }
  }
}
