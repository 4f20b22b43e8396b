import SimulationEngine
import Testing

#if !DEBUG
  /// Queues of jobs that arrive at random: the mean wait and the mean time in the system, by Erlang's formulas
  /// and that of Pollaczek and Khinchine.
  ///
  /// Each run starts empty, so its first customers do not count: ten relaxation times and more. The means of
  /// independent runs are the sample.
  @Suite struct QueueTests {
    /// The means of wait and of time in the system of each run, and how many customers had to wait.
    private func times(
      _ scenario: ValidationScenario, runs: Int, warmUp: Int
    ) throws -> (wait: ValidationSample, sojourn: ValidationSample, waited: Int) {
      var (waits, sojourns, waited) = (ValidationSample(), ValidationSample(), 0)
      for seed in 1...UInt64(runs) {
        let result = try scenario.run(seed: seed)
        try #require(result.status == .ok)
        let rows = result.trace.attempts
        let jobs = result.instance.jobs
        var starts = [Double](repeating: .infinity, count: jobs.count)
        var ends = [Double](repeating: 0, count: jobs.count)
        for row in 0..<rows.count {
          let job = Int(result.instance.jobOfTask[Int(rows.tasks[row])])
          starts[job] = min(starts[job], rows.starts[row])
          ends[job] = max(ends[job], rows.finishes[row])
        }
        var (wait, sojourn) = (0.0, 0.0)
        for job in warmUp..<jobs.count {
          wait += starts[job] - jobs[job].arrival
          sojourn += ends[job] - jobs[job].arrival
          waited += starts[job] > jobs[job].arrival ? 1 : 0
        }
        let count = Double(jobs.count - warmUp)
        waits.values.append(wait / count)
        sojourns.values.append(sojourn / count)
      }
      return (waits, sojourns, waited)
    }

    /// M/M/c with service of mean 1: gap between arrivals, servers, runs, customers that do not count, and the
    /// means known. With 64 servers waiting is a small part of the time in the system:
    /// a sample of this size knows the latter to 1 %.
    @Test(arguments: [
      ("1.25", 1, 44, 3000, 4.0, 5.0),
      ("2", 1, 20, 1000, 1.0, 2.0),
      ("0.3125", 4, 90, 3000, 0.7455405897342559, 1.7455405897342557),
      ("0.1388888888888889", 8, 340, 10_000, 0.8769162376828215, 1.8769162376828215),
      ("0.016666666666666666", 64, 24, 10_000, 0.12671656774394074, 1.1267165677439408),
    ])
    func manyServers(
      gap: String, servers: Int, runs: Int, warmUp: Int, wait: Double, sojourn: Double
    ) throws {
      let scenario = try ValidationScenario(
        "queue", [("identical:1", "identical:\(servers)"), ("mean_gap: 1.25", "mean_gap: \(gap)")])
      let found = try times(scenario, runs: runs, warmUp: warmUp)
      #expect(abs(found.wait.z(wait)) < 4, "z = \(found.wait.z(wait))")
      #expect(abs(found.sojourn.z(sojourn)) < 4, "z = \(found.sojourn.z(sojourn))")
      #expect(found.sojourn.standardError <= 0.01 * sojourn, "\(found.sojourn.standardError)")
      if servers < 64 {
        #expect(found.wait.standardError <= 0.01 * wait, "\(found.wait.standardError)")
      }
      #expect(found.waited > 100_000)
    }

    /// M/D/1: half the wait of M/M/1.
    @Test func constantService() throws {
      let scenario = try ValidationScenario("queue", [("noise: {exponential: 1}\n", "")])
      let found = try times(scenario, runs: 24, warmUp: 3000)
      #expect(abs(found.wait.z(2)) < 4, "z = \(found.wait.z(2))")
      #expect(found.wait.standardError <= 0.01 * 2, "\(found.wait.standardError)")
      #expect(abs(found.wait.z(4)) > 6)
    }

    /// Three stations in a row are three queues M/M/1 (Burke): Σ 1/(μ − λ) = 2 + 10/3 + 2/3 = 6.
    @Test func stationsInARow() throws {
      let found = try times(ValidationScenario("tandem"), runs: 24, warmUp: 1000)
      #expect(abs(found.sojourn.z(6)) < 4, "z = \(found.sojourn.z(6))")
      #expect(found.sojourn.standardError <= 0.01 * 6, "\(found.sojourn.standardError)")
      #expect(found.waited > 100_000)
    }
  }
#endif
