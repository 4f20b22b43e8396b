import ArgumentParser
import Foundation
import Interchange
import LanguageModel
import RealExecution
import Reports

struct MeasureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Time the language model's stages on this machine.",
    discussion: """
      Trains a byte-level transformer over OpenBLAS, and times load_data, preprocess, train, \
      evaluate and optimize as tasks from files to files, in worker processes, at several sizes: \
      one warm-up, then repetitions, all samples kept. What a task costs by its size is fitted to \
      them: a fixed time, and a time for each unit. Last, a real run of small tasks measures what \
      coordination adds to each. The profile is what '--profile' takes.

      With --concurrent N, N workers run the same task at the same time, as the workers of a real \
      run do who share the machine's memory and caches.

      EXAMPLES
        makespan measure
        makespan measure --model small --repetitions 10 --output profile.json
        makespan measure --concurrent 4 --output profile-4.json
        makespan measure --corpus book.txt --output profile.json
      """)

  @Option(help: "The model's size: \(ModelSize.allCases.map(\.rawValue).joined(separator: ", ")).")
  var model: String = ModelSize.tiny.rawValue
  @Option(
    help: ArgumentHelp("A text file; the project's own grammar by default.", valueName: "file"))
  var corpus: String?
  @Option(help: "Timed runs of each stage.")
  var repetitions: Int = 7
  @Option(help: "OpenBLAS threads of each worker.")
  var threads: Int = 1
  @Option(help: "Workers that run the same task at the same time.")
  var concurrent: Int = 1
  @Option(
    help: ArgumentHelp("The profile to write; standard output by default.", valueName: "file"))
  var output: String?
  @OptionGroup var verbosity: VerbosityOptions

  func run() async throws {
    guard let size = ModelSize(rawValue: model) else {
      throw UsageError(
        message: "--model is '\(model)', expected one of "
          + ModelSize.allCases.map(\.rawValue).joined(separator: ", "))
    }
    for (name, value, limit) in [
      ("repetitions", repetitions, 10_000), ("threads", threads, 1024),
      ("concurrent", concurrent, 1024),
    ] {
      guard (1...limit).contains(value) else {
        throw UsageError(message: "--\(name) is \(value), expected 1 to \(limit)")
      }
    }
    try checkOutputs([output])
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("makespan-measure-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let benchmark = StageBenchmark(
      size: size, corpus: corpus.map { URL(fileURLWithPath: $0) }, repetitions: repetitions,
      threads: threads, concurrent: concurrent)
    let showsProgress = Console.showsProgress && !verbosity.quiet
    let workers = try MeasureWorkers(
      count: concurrent, threads: threads, program: try Executable.ownPath())
    defer { workers.end() }
    let measured = try benchmark.measure(
      in: scratch,
      progress: { stage, repetition, total in
        if showsProgress { Console.progress("\(stage.rawValue) \(repetition)/\(total)") }
      }, workers: workers.run)
    workers.end()
    if showsProgress { Console.progress("coordination") }
    var profile = CostProfile(measured)
    profile.machine.coordinationSeconds = try await coordinationSeconds(profile, in: scratch)
    if showsProgress { Console.progress("") }
    let data = try profile.data()
    if let output, output != "-" {
      try AtomicFile.write(data, to: output)
      Console.output(ProfileTable.text(profile))
      verbosity.note(
        String(
          format: "training loss %.3f → %.3f nats per byte", measured.firstLoss, measured.lastLoss))
    } else {
      Console.output(String(decoding: data, as: UTF8.self))
    }
  }
}

extension MeasureCommand {
  /// What a real run of as many workers adds to each task, by a real run.
  private func coordinationSeconds(
    _ profile: CostProfile, in scratch: URL
  ) async throws -> Double {
    let path = scratch.appendingPathComponent("profile.json").path
    try AtomicFile.write(try profile.data(), to: path)
    return try await CoordinationProbe.seconds(
      profile: path, workers: concurrent, folder: scratch.path,
      workerCommand: [try Executable.ownPath(), "worker"])
  }
}

extension CostProfile {
  /// The profile of a measurement.
  init(_ measured: MachineMeasurement) {
    self.init(
      machine: Machine(
        cpu: measured.cpu, blasVersion: measured.blasVersion, blasCore: measured.blasCore,
        threads: measured.threads, peakGFLOPS: measured.peakGFLOPS,
        concurrent: measured.concurrent, pinning: "none"),
      model: measured.modelSize, corpus: measured.corpusDescription,
      stages: measured.stages.map { stage in
        Stage(
          stage: stage.stage.rawValue, unit: stage.stage.unit, units: stage.main.units,
          medianSeconds: stage.main.medianSeconds, samples: stage.main.samples,
          flops: stage.main.flops, gflops: stage.main.gflops,
          fit: Fit(
            stage.points.map { point in
              Fit.Point(
                units: point.units, seconds: point.medianSeconds, samples: point.samples,
                flops: point.flops, bytes: point.bytes)
            }, on: stage.main.flops > 0 ? .flops : .bytes))
      })
  }
}
