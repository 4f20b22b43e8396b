import Reports
import Testing

/// Paths relative to where results are written.
@Suite struct StudyInputTests {
  @Test(arguments: [
    ("a.yaml", ".", "a.yaml"), ("scenarios/a.yaml", "results", "../scenarios/a.yaml"),
    ("results/a.yaml", "results", "a.yaml"), ("/x/a.yaml", "/x/y/z", "../../a.yaml"),
    ("./b/../a.yaml", "", "a.yaml"),
  ])
  func relative(path: String, folder: String, expected: String) {
    #expect(relativePath(of: path, from: folder) == expected)
  }
}
