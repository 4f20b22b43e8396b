import SchedulingModel
import Testing

@Suite struct NearestNameTests {
  private let stages = ["load_data", "preprocess", "train", "evaluate", "optimize"]

  @Test(arguments: [
    ("trian", "train"), ("Train", "train"), ("preproces", "preprocess"),
    ("load-data", "load_data"), ("evalute", "evaluate"), ("optimise", "optimize"),
  ])
  func slips(_ pair: (String, String)) {
    #expect(nearestName(to: pair.0, among: stages) == pair.1)
  }

  @Test func tooFarIsNoSuggestion() {
    #expect(nearestName(to: "deploy", among: stages) == nil)
    #expect(nearestName(to: "train", among: []) == nil)
    // Two edits in five letters exceed a third.
    #expect(nearestName(to: "brown", among: ["train"]) == nil)
  }

  @Test func oneEditIsAlwaysAllowed() {
    #expect(nearestName(to: "a", among: ["ab"]) == "ab")
    #expect(nearestName(to: "", among: ["x"]) == "x")
  }

  @Test func neighboursSwappedAreOneEdit() {
    #expect(nearestName(to: "ab", among: ["ba"]) == "ba")
  }

  @Test func tiesGoToTheEarlierAndTheCloserWins() {
    #expect(nearestName(to: "taskX", among: ["task1", "task2"]) == "task1")
    #expect(nearestName(to: "evaluat", among: ["evaluates", "evaluate"]) == "evaluate")
  }
}
