import SchedulingModel
import Testing

@Suite struct DeviceClassCatalogTests {
  @Test func namesAreUniqueAndFiguresAreSourced() {
    let names = DeviceClass.catalog.map(\.name)
    #expect(Set(names).count == names.count)
    for part in DeviceClass.catalog {
      #expect(part.source?.isEmpty == false, "\(part.name)")
      #expect(part.speed > 0 && part.speed.isFinite)
      if let sustained = part.sustainedFLOPS, let peak = part.peakFLOPS {
        #expect(sustained < peak, "\(part.name)")
      }
    }
  }

  @Test func unitsAreSI() throws {
    let part = try #require(DeviceClass.catalog.first { $0.name == "h100-sxm" })
    #expect(part.kind == .gpu)
    #expect(part.memoryBytes == 80e9)
    #expect(part.peakFLOPS == 989e12)
    #expect(part.sustainedFLOPS == 794.5e12)
    #expect(part.speed == 7.945)
  }
}
