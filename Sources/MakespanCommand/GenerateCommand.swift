import ArgumentParser
import Foundation
import Interchange
import Scenarios
import SchedulingModel
import WorkflowLibrary

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generate workflows, as WfFormat JSON.",
    discussion: """
      EXAMPLES
        makespan generate layered --tasks 1000 --output layered.json
        makespan compare layered.json --cluster star:64@1 --policies mct,heft
        makespan generate fork-join --width 100 --output wide.json
        makespan generate glm-lifecycle --profile profile.json
      """,
    subcommands: [Layered.self, ForkJoinKind.self, ChainKind.self, Lifecycle.self])

  /// Refuses more tasks than any command reads back.
  static func checkCount(_ counts: Int...) throws {
    var product = 1
    for count in counts {
      let (next, overflow) = product.multipliedReportingOverflow(by: max(count, 1))
      guard !overflow, next <= Scenario.largestTaskCount else {
        throw UsageError(
          message: "found more than \(Scenario.largestTaskCount) tasks, expected at most that many")
      }
      product = next
    }
  }

  /// Where the workflow goes.
  struct Output: ParsableArguments {
    @Option(help: ArgumentHelp("The file to write; standard output by default.", valueName: "file"))
    var output: String?
    @OptionGroup var verbosity: VerbosityOptions

    func write(_ workflow: Workflow, runtimes: [Double]? = nil) throws {
      let data = try WfFormatWriter.data(workflow, runtimes: runtimes)
      for loss in WfFormatWriter.losses(of: workflow) {
        verbosity.note("note: WfFormat cannot hold \(loss)")
      }
      if let output, output != "-" {
        try AtomicFile.write(data, to: output)
        verbosity.note(
          "\(output): \(workflow.taskCount) tasks, \(workflow.edgeCount) edges")
      } else {
        Console.output(String(decoding: data, as: UTF8.self))
      }
    }
  }

  /// The work of generated tasks.
  struct Work: ParsableArguments {
    @Option(help: "The work of each task, in seconds at speed 1.")
    var work: Double = 1
    @Option(help: "Draw each task's work uniformly from --work up to this.")
    var workTo: Double?
    @Option(help: "The seed of the draws.")
    var seed: UInt64 = 1

    func validate() throws {
      guard work.isFinite, work >= 0 else {
        throw ValidationError("--work is \(work), expected a finite number of at least 0")
      }
      if let workTo, !(workTo.isFinite && workTo >= work) {
        throw ValidationError("--work-to is \(workTo), expected a finite number of at least --work")
      }
    }

    var value: TaskWork {
      workTo.map { .uniform(work...$0, seed: seed) } ?? .constant(work)
    }
  }
}

extension GenerateCommand {
  struct Layered: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "layered",
      abstract: "The layered benchmark, bit for bit.",
      discussion: """
        Task i is in layer i div W, costs 1 to 1000 seconds at speed 1, and has up to three parents \
        in the three layers before. Its hosts are the cluster 'star:P@SEED'.
        """)

    @Option(help: "The number of tasks, N.")
    var tasks: Int
    @Option(help: "The tasks of a layer, W.")
    var width: Int = 100
    @Option(help: "The seed.")
    var seed: UInt64 = 1
    @Option(help: "The number of hosts, P, that the checksum covers.")
    var hosts: Int = 64
    @OptionGroup var output: Output

    func run() throws {
      try GenerateCommand.checkCount(tasks)
      try GenerateCommand.checkCount(hosts)
      let benchmark = try LayeredBenchmark(tasks: tasks, hosts: hosts, width: width, seed: seed)
      let checksum = String(benchmark.checksum, radix: 16)
      output.verbosity.note(
        "layered: N = \(tasks), P = \(hosts), W = \(width), seed \(seed), "
          + "\(benchmark.edgeCount) edges, checksum "
          + String(repeating: "0", count: 16 - checksum.count) + checksum)
      try output.write(benchmark.workflow())
    }
  }

  struct ForkJoinKind: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fork-join", abstract: "Stages of parallel tasks between a fork and a join.")

    @Option(help: "The number of stages, in sequence.")
    var stages: Int = 1
    @Option(help: "The parallel tasks of a stage.")
    var width: Int
    @Option(help: "The data on each edge, in bytes.")
    var bytes: Double = 0
    @OptionGroup var work: Work
    @OptionGroup var output: Output

    func run() throws {
      try GenerateCommand.checkCount(stages, width)
      try output.write(
        ForkJoin(stages: stages, width: width, work: work.value, bytes: bytes).workflow())
    }
  }

  struct ChainKind: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "chain", abstract: "Tasks one after the other.")

    @Option(help: "The number of tasks.")
    var tasks: Int
    @Option(help: "The data that each task hands to the next, in bytes.")
    var bytes: Double = 0
    @OptionGroup var work: Work
    @OptionGroup var output: Output

    func run() throws {
      try GenerateCommand.checkCount(tasks)
      try output.write(Chain(tasks: tasks, work: work.value, bytes: bytes).workflow())
    }
  }

  struct Lifecycle: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "glm-lifecycle",
      abstract: "A generative language model from raw shards to the evaluated final model.",
      discussion: """
        Costs are multiples of measured units; WfFormat holds seconds, so they are written as \
        seconds on the machine that measured the profile. A scenario's 'generate' keeps the units.
        """)

    @Option(help: ArgumentHelp("The cost profile.", valueName: "file"))
    var profile: String
    @Option(help: "Data shards.")
    var shards: Int = GLMLifecycle().shards
    @Option(help: "Measured shards in one data shard.")
    var unitsPerShard: Double = GLMLifecycle().unitsPerShard
    @Option(help: "Measured trials in one trial of the search.")
    var unitsPerTrial: Double = GLMLifecycle().unitsPerTrial
    @Option(help: "Training segments in sequence, each evaluated on the side.")
    var segments: Int = GLMLifecycle().segments
    @Option(help: "Trials of the hyperparameter search.")
    var trials: Int = GLMLifecycle().trials
    @Option(help: "Tokens of a training segment.")
    var segmentTokens: Double = GLMLifecycle().segmentTokens
    @Option(help: "Tokens of the final training.")
    var finalTokens: Double = GLMLifecycle().finalTokens
    @Option(help: "Tokens of an evaluation.")
    var evaluationTokens: Double = GLMLifecycle().evaluationTokens
    @OptionGroup var output: Output

    func run() throws {
      var parameters = GLMLifecycle()
      parameters.shards = shards
      parameters.segments = segments
      parameters.trials = trials
      parameters.unitsPerShard = unitsPerShard
      parameters.unitsPerTrial = unitsPerTrial
      parameters.segmentTokens = segmentTokens
      parameters.finalTokens = finalTokens
      parameters.evaluationTokens = evaluationTokens
      try GenerateCommand.checkCount(shards, trials)
      try GenerateCommand.checkCount(segments)
      let workflow = try parameters.workflow()
      let costs = try CostProfile.read(FileReading.data(at: profile), name: profile)
      let host = DeviceClass(name: "cpu", kind: .cpu)
      let runtimes = try workflow.tasks.map { task in
        guard case .units(let units) = task.cost, let stage = task.stage else { return 0.0 }
        return try costs.stageCost(stage: stage, on: host, assumedFractionOfPeak: 1)
          .seconds(units: units)
      }
      try output.write(workflow, runtimes: runtimes)
    }
  }
}
