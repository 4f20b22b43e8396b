import Analysis
import SchedulingModel
import Testing

#if !DEBUG
  /// A gang that loses an attempt, or a share of it, with each of its nodes, against a loop over up times.
  @Suite struct GangLossTests {
    /// The story of `sweep.yaml` in hours, told a second time: n nodes fail, one at a time, and the gang
    /// starts whenever all of them are up.
    struct Twin {
      var work = 24.0
      /// The work between checkpoints; infinite for none.
      var interval = 4.0
      /// What a lost attempt keeps of the work since its last checkpoint.
      var kept = 7.0 / 8
      private let nodes = 8
      private let meanUp = 40.0
      private let repair = 1.0
      private let write = 0.1
      private let restart = 0.2

      /// When the work is done.
      func makespan(seed: UInt64) -> Double {
        var stream = RandomStream(seed: seed, purpose: .generator)
        let up = Distribution.exponential(mean: meanUp)
        var failures = (0..<nodes).map { _ in up.draw(from: &stream) }
        var (left, start, isFirst) = (work, 0.0, true)
        while true {
          let next = failures.min() ?? .infinity
          // Step by step: the restart, then work until the next checkpoint or the end.
          var time = start + (isFirst ? 0 : restart)
          while left > 0, time < next {
            let step = min(interval, left)
            if time + step > next {
              left -= kept * (next - time)
            } else if step == left {
              return time + step
            } else {
              left -= time + step + write <= next ? step : kept * step
            }
            time += step + write
          }
          isFirst = false
          // Others may fail until all are up.
          start = next
          while let node = failures.indices.first(where: { failures[$0] <= start }) {
            start = max(start, failures[node] + repair)
            failures[node] += repair + up.draw(from: &stream)
          }
        }
      }

      func makespans(_ runs: Int) -> ValidationSample {
        var sample = ValidationSample()
        for seed in 1...UInt64(runs) { sample.values.append(3600 * makespan(seed: seed)) }
        return sample
      }
    }

    private static let runs = 20_000

    /// The sample of a variant of the file.
    private func sample(_ changes: [(String, String)]) throws -> ValidationSample {
      let sample = try ValidationScenario("sweep", changes).makespans(Self.runs)
      #expect(sample.outages > Self.runs / 2 && sample.failures == 0)
      #expect(sample.standardError <= 0.005 * sample.mean)
      return sample
    }

    /// The difference of two means in standard errors.
    private func z(_ first: ValidationSample, _ second: ValidationSample) -> Double {
      let (one, other) = (first.standardError, second.standardError)
      return (first.mean - second.mean) / (one * one + other * other).squareRoot()
    }

    /// 24 hours with a checkpoint every four, and four hours without any; the gang fails every five.
    @Test(arguments: [true, false])
    func againstTheTwin(savesWork: Bool) throws {
      let changes =
        savesWork
        ? [] : [("work: 24 h", "work: 4 h"), ("  checkpoint: {every: 4 h, write: 6 min}\n", "")]
      var twin = Twin()
      if !savesWork { (twin.work, twin.interval) = (4, .infinity) }
      let share = try sample(changes)
      #expect(abs(z(share, twin.makespans(Self.runs))) < 4)
      twin.kept = 0
      let attempt = try sample(changes + [("loses: share", "loses: attempt")])
      let whole = twin.makespans(Self.runs)
      #expect(abs(z(attempt, whole)) < 4)
      #expect(abs(z(share, whole)) > 6 && share.mean < attempt.mean)
    }
  }
#endif
