import Foundation
import Interchange
import Testing

@Suite struct CostProfileJSONTests {
  private var text: String {
    get throws { String(decoding: try sampleProfile.data(), as: UTF8.self) }
  }

  private func error(_ text: String) -> FormatError? {
    do {
      _ = try CostProfile.read(Data(text.utf8), name: "p.json")
      return nil
    } catch {
      return error
    }
  }

  @Test func exactText() throws {
    #expect(
      try text == """
        {
          "corpus" : "corpus/a.txt",
          "format" : "makespan-cost-profile",
          "machine" : {
            "blas_core" : "Haswell",
            "blas_version" : "OpenBLAS 0.3.21",
            "cpu" : "A CPU @ 2 GHz",
            "peak_gflops" : 100,
            "threads" : 2
          },
          "model" : "tiny",
          "stages" : [
            {
              "flops" : 150000000000,
              "gflops" : 75,
              "median_seconds" : 2,
              "samples" : [
                1,
                2,
                4
              ],
              "stage" : "train",
              "unit" : "token",
              "units" : 1000
            },
            {
              "flops" : 0,
              "gflops" : 0,
              "median_seconds" : 0.25,
              "samples" : [
                0.25
              ],
              "stage" : "load_data",
              "unit" : "shard",
              "units" : 1
            }
          ],
          "version" : 1
        }

        """)
  }

  @Test func readsBack() throws {
    #expect(try CostProfile.read(try sampleProfile.data(), name: "p.json") == sampleProfile)
  }

  @Test func errorsNameTheKey() throws {
    let cases: [(String, String, String, String, String)] = [
      ("\"makespan-cost-profile\"", "\"other\"", "format", "'other'", "'makespan-cost-profile'"),
      ("\"version\" : 1", "\"version\" : 2", "version", "2", "1"),
      ("\"version\" : 1", "\"version\" : \"1\"", "version", "the string '1'", "an integer"),
      ("\"threads\" : 2", "\"threads\" : 0", "machine.threads", "0", "an integer of at least 1"),
      (
        "\"peak_gflops\" : 100", "\"peak_gflops\" : -1", "machine.peak_gflops", "-1.0",
        "a finite number above 0"
      ),
      (
        "\"median_seconds\" : 2", "\"median_seconds\" : 0", "stages[0].median_seconds", "0.0",
        "a finite number above 0"
      ),
      (
        "\"median_seconds\" : 2", "\"median_seconds\" : 9", "stages[0].median_seconds", "9.0",
        "a number between the least and the largest sample"
      ),
      ("\"units\" : 1000", "\"units\" : 0", "stages[0].units", "0.0", "a finite number above 0"),
      (
        "\"flops\" : 150000000000", "\"flops\" : -1", "stages[0].flops", "-1.0",
        "a finite number of at least 0"
      ),
      (
        "\"gflops\" : 75", "\"gflops\" : -1", "stages[0].gflops", "-1.0",
        "a finite number of at least 0"
      ),
      (
        "        4\n", "        -4\n", "stages[0].samples[2]", "-4.0", "a finite number above 0"
      ),
      (
        "\"load_data\"", "\"train\"", "stages[1].stage", "'train' a second time", "each stage once"
      ),
      ("\"model\" : \"tiny\"", "\"model\" : null", "model", "null", "a string"),
    ]
    for (sound, damaged, key, found, expected) in cases {
      let damagedText = try text.replacing(sound, with: damaged)
      #expect(damagedText != (try text), "\(sound)")
      #expect(
        error(damagedText)
          == FormatError(input: "p.json", place: .key(key), found: found, expected: expected))
    }
  }

  private var fittedText: String {
    get throws {
      var profile = sampleProfile
      profile.machine.concurrent = 4
      profile.machine.pinning = "none"
      profile.machine.coordinationSeconds = 0.0078125
      profile.stages[0].fit = CostProfile.Fit(
        [
          .init(units: 500, seconds: 1.5, samples: [1.5], flops: 5e10, bytes: 7),
          .init(units: 1000, seconds: 2.5, samples: [2.25, 2.5, 3], flops: 1e11, bytes: 8),
        ], on: .flops)
      profile.stages[0].fit?.fixedSeconds = 0.5
      profile.stages[0].fit?.secondsPerUnit = 0.002
      let text = String(decoding: try profile.data(), as: UTF8.self)
      #expect(try CostProfile.read(Data(text.utf8), name: "p.json") == profile)
      return text
    }
  }

  @Test func fitsAndConcurrencyReadBack() throws {
    let text = try fittedText
    #expect(text.contains("\"concurrent\" : 4"))
    #expect(text.contains("\"regressor\" : \"flops\""))
    // Profiles without them, as they were written before, still read.
    #expect(sampleProfile.machine.concurrent == nil && sampleProfile.stages[0].fit == nil)
  }

  @Test func errorsInFitsNameTheKey() throws {
    let fit = "stages[0].fit"
    let cases: [(String, String, String, String, String)] = [
      (
        "\"concurrent\" : 4", "\"concurrent\" : 0", "machine.concurrent", "0",
        "an integer of at least 1"
      ),
      (
        "\"coordination_seconds\" : 0.0078125", "\"coordination_seconds\" : -1",
        "machine.coordination_seconds", "-1.0", "a finite number of at least 0"
      ),
      (
        "\"r_squared\" : 1", "\"r_squared\" : 2", "\(fit).r_squared", "2.0",
        "a finite number of at most 1"
      ),
      (
        "\"units\" : 500", "\"units\" : 1000", "\(fit).points[1].units", "1000.0",
        "more units than the point before"
      ),
      (
        "\"units\" : 500", "\"units\" : -1", "\(fit).points[0].units", "-1.0",
        "a finite number above 0"
      ),
      (
        "\"seconds\" : 1.5", "\"seconds\" : 0", "\(fit).points[0].seconds", "0.0",
        "a finite number above 0"
      ),
      (
        "\"bytes\" : 7", "\"bytes\" : -7", "\(fit).points[0].bytes", "-7.0",
        "a finite number of at least 0"
      ),
      (
        "            2.25,", "            -2.25,", "\(fit).points[1].samples[0]", "-2.25",
        "a finite number above 0"
      ),
      (
        "\"seconds_per_unit\" : ", "\"seconds_per_unit\" : -", "\(fit).seconds_per_unit",
        "-0.002", "a finite number above 0"
      ),
      (
        "\"fixed_seconds\" : ", "\"fixed_seconds\" : -", "\(fit).fixed_seconds", "-0.5",
        "a finite number of at least 0"
      ),
    ]
    for (sound, damaged, key, found, expected) in cases {
      let damagedText = try fittedText.replacing(sound, with: damaged)
      #expect(
        error(damagedText)
          == FormatError(input: "p.json", place: .key(key), found: found, expected: expected))
    }
    #expect(error(try fittedText.replacing("\"flops\",", with: "\"bits\",")) != nil)
    var single = try CostProfile.read(Data(try fittedText.utf8), name: "p.json")
    single.stages[0].fit?.points.removeLast()
    #expect(throws: FormatError.self) { try single.data() }
  }

  @Test func missingKeysNameTheNearest() throws {
    let misspelt = try text.replacing("blas_core", with: "blas_cor")
    #expect(
      error(misspelt)
        == FormatError(
          input: "p.json", place: .key("machine.blas_core"), found: "no such key",
          expected: "a value", nearest: "blas_cor"))
  }

  @Test func noStages() throws {
    var empty = sampleProfile
    empty.stages = []
    #expect(throws: FormatError.self) { try empty.data() }
    var unsampled = sampleProfile
    unsampled.stages[0].samples = []
    #expect(throws: FormatError.self) { try unsampled.data() }
    var infinite = sampleProfile
    infinite.stages[0].units = .infinity
    #expect(throws: FormatError.self) { try infinite.data() }
  }
}
