import Foundation
import LanguageModel
import RealExecution
import Testing

@Suite struct ArtefactStoreTests {
  @Test func outputsAreNamedByTheirContent() throws {
    let scratch = try Scratch()
    let store = ArtefactStore(folder: scratch.path)
    let report = StageReport(units: 1)
    let output = try scratch.write("abc", to: "output")
    let artefact = try store.take(output, fileExtension: "txt", report: report)
    // FIPS 180-2, appendix B.1.
    #expect(
      artefact.name == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.txt")
    #expect(artefact.bytes == 3)
    #expect(!FileManager.default.fileExists(atPath: output))
    #expect(store.holds(artefact) && store.isIntact(artefact))

    try Data("abd".utf8).write(to: URL(fileURLWithPath: store.path(of: artefact.name)))
    #expect(store.holds(artefact) && !store.isIntact(artefact))
    try Data().write(to: URL(fileURLWithPath: store.path(of: artefact.name)))
    #expect(!store.holds(artefact))
  }

  @Test func aMissingOutputIsAnError() throws {
    let scratch = try Scratch()
    #expect(throws: ExecutionError.self) {
      try ArtefactStore(folder: scratch.path).take(
        scratch.path + "/none", fileExtension: "txt", report: StageReport(units: 1))
    }
  }
}
