import Foundation
import Interchange
import SchedulingModel
import Testing
import WorkflowLibrary

@Suite struct WfFormatWriterTests {
  private func roundTrip(_ workflow: Workflow) throws -> Workflow {
    try WfFormatReader.read(try WfFormatWriter.data(workflow), name: "w.json").workflow
  }

  private func expectSame(_ workflow: Workflow) throws {
    let copy = try roundTrip(workflow)
    #expect(copy.name == workflow.name)
    #expect(copy.tasks == workflow.tasks)
    #expect(edges(copy) == edges(workflow))
  }

  private func build(_ tasks: [Workflow.Task], bytes: Double = 0) throws -> Workflow {
    var builder = WorkflowBuilder(name: "w")
    for task in tasks { builder.add(task) }
    for index in tasks.indices.dropFirst() {
      builder.connect(index - 1, to: index, bytes: bytes)
    }
    return try builder.build()
  }

  @Test func roundTrips() throws {
    try expectSame(try LayeredBenchmark(tasks: 2_000, hosts: 1, width: 40, seed: 3).workflow())
    try expectSame(
      try ForkJoin(stages: 3, width: 5, work: .uniform(0.1...9, seed: 1), bytes: 7).workflow())
    try expectSame(
      try build(
        [
          .init(
            name: "job/ä b", stage: "train, \"1\"", cost: .work(0.1 + 0.2), memoryBytes: 1.5e10),
          .init(name: "task-0", cost: .work(1e-300), priority: -2.5),
          .init(name: "\u{1F600}", stage: "s", cost: .work(0)),
          .init(name: "\t\u{1}\u{7F}\\ \"/", cost: .work(1e18)),
        ], bytes: 0x1p53))
  }

  @Test func exactText() throws {
    let workflow = try build(
      [.init(name: "a", stage: "load", cost: .work(1.5)), .init(name: "b c", cost: .work(2))],
      bytes: 9_007_199_254_740_992)
    let text = String(decoding: try WfFormatWriter.data(workflow), as: UTF8.self)
    #expect(
      text == """
        {"name":"w","schemaVersion":"1.5","workflow":{"execution":\
        {"executedAt":"1970-01-01T00:00:00Z","makespanInSeconds":0,"tasks":[
        {"command":{"program":"load"},"coreCount":1,"id":"a","runtimeInSeconds":1.5},
        {"coreCount":1,"id":"task-1","runtimeInSeconds":2.0}
        ]},"specification":{"files":[
        {"id":"edge-0","sizeInBytes":9007199254740992}
        ],"tasks":[
        {"children":["task-1"],"id":"a","inputFiles":[],"name":"a","outputFiles":["edge-0"],\
        "parents":[]},
        {"children":[],"id":"task-1","inputFiles":["edge-0"],"name":"b c","outputFiles":[],\
        "parents":["a"]}
        ]}}}

        """)
  }

  /// Real runs come back the same, though their files are not ours.
  @Test(.enabled(if: SharedData.isPresent, SharedData.absent))
  func realRuns() throws {
    for name in try SharedData.files(in: "wfformat", ending: "001.json") {
      let data = try FileReading.data(at: SharedData.path("wfformat/\(name)"))
      try expectSame(try WfFormatReader.read(data, name: name).workflow)
    }
  }

  @Test func whatTheFormatCannotHold() throws {
    func error(_ workflow: Workflow, runtimes: [Double]? = nil) -> WfFormatWriteError? {
      do {
        _ = try WfFormatWriter.data(workflow, runtimes: runtimes)
        return nil
      } catch {
        return error
      }
    }
    let units = try build([.init(name: "u", stage: "train", cost: .units(3))])
    #expect(error(units) == .noRuntime(task: "u"))
    #expect(error(units, runtimes: [.infinity]) == .noRuntime(task: "u"))
    #expect(error(units, runtimes: [4]) == nil)
    #expect(error(try build([])) == .noTasks(workflow: "w"))
    #expect(
      error(try build([.init(name: "", cost: .work(1))])) == .badName(what: "task 0", name: ""))
    #expect(
      error(try build([.init(name: "a", stage: "x\ny", cost: .work(1))]))
        == .badName(what: "stage of task 'a'", name: "x\ny"))
    let pair = [Workflow.Task(name: "a", cost: .work(1)), .init(name: "b", cost: .work(1))]
    for bytes in [0.5, 1e15 + 0.125] {
      #expect(
        error(try build(pair, bytes: bytes))
          == .fractionalBytes(task: "b", producer: "a", bytes: bytes))
    }
    #expect(WfFormatWriter.losses(of: units) == [])
    let pinned = try build([.init(name: "a", cost: .work(1), placement: .device("d"))])
    #expect(WfFormatWriter.losses(of: pinned) == ["placement rules of tasks: 1 of 1"])
  }

  @Test func conditions() throws {
    var builder = WorkflowBuilder(name: "w")
    builder.add(.init(name: "a", cost: .work(1), verdict: .init(passProbability: 0.5)))
    builder.add(.init(name: "b", cost: .work(1)))
    #expect(WfFormatWriter.losses(of: try builder.build()) == ["verdicts of tasks: 1 of 2"])
    builder.connect(0, to: 1, when: .failed)
    let workflow = try builder.build()
    #expect(throws: WfFormatWriteError.conditional(task: "b", producer: "a")) {
      try WfFormatWriter.data(workflow)
    }
  }

  @Test func errorWording() {
    let errors: [(WfFormatWriteError, String)] = [
      (.noTasks(workflow: "w"), "workflow 'w' has no tasks; WfFormat wants at least one"),
      (
        .badName(what: "task 0", name: ""),
        "task 0 has the name ''; WfFormat wants at least one character, on one line"
      ),
      (
        .noRuntime(task: "t"),
        "task 't' has no runtime of its own: its cost depends on the device"
      ),
      (
        .conditional(task: "b", producer: "a"),
        "task 'b' depends on the outcome of 'a'; WfFormat knows no conditions"
      ),
      (
        .fractionalBytes(task: "b", producer: "a", bytes: 0.5),
        "task 'b' gets 0.5 bytes from 'a'; WfFormat wants whole bytes"
      ),
    ]
    for (error, text) in errors { #expect(error.description == text) }
  }

  #if !DEBUG
    @Test func aHundredThousandTasks() throws {
      try expectSame(try LayeredBenchmark(tasks: 100_000, hosts: 1, seed: 1).workflow())
    }
  #endif
}
