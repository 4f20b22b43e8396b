import Scenarios
import Testing

/// Numbers with units.
@Suite struct QuantityTests {
  @Test(arguments: [
    ("3", 3), ("2.0e11", 2e11), ("20 min", 1200), ("1.5h", 5400), ("2 d", 172_800),
    ("250 ms", 0.25), ("5 us", 5e-6), ("0.1 ms", 1e-4), ("7 s", 7),
  ])
  func times(text: String, seconds: Double) {
    // Bit for bit: 5 us is the double nearest to 5·10⁻⁶.
    #expect(Quantity.parse(text, as: .seconds) == seconds)
  }

  @Test(arguments: [
    ("80 GB", 80e9), ("80GB", 80e9), ("1 KiB", 1024), ("4 kB", 4000), ("3 MiB", 3_145_728),
    ("2 TB", 2e12), ("10 B", 10), ("10", 10),
  ])
  func sizes(text: String, bytes: Double) {
    #expect(Quantity.parse(text, as: .bytes) == bytes)
    #expect(Quantity.parse("\(text)/s", as: .bytesPerSecond) == (text == "10" ? nil : bytes))
  }

  @Test(arguments: ["", "s", "min 3", "3 parsecs", "3 GB", "1,5 s", "3 s s", "three s"])
  func noTimes(text: String) {
    #expect(Quantity.parse(text, as: .seconds) == nil)
  }
}
