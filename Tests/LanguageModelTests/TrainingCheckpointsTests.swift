import Foundation
import LanguageModel
import Testing

extension LanguageModelSuite {
  @Suite("TrainingCheckpoints")
  struct TrainingCheckpointsTests {
    init() { BLASLibrary.threads = 1 }

    /// A training of ten steps with checkpoints every two, and the result of one without.
    private func withTraining(
      from start: Bool = false, _ body: (StagePipeline, StageTask) throws -> Void
    ) throws {
      try withScratch { folder in
        let pipeline = try StagePipeline(folder)
        try pipeline.prepareTokens()
        if start { try pipeline.train(steps: 2, to: "start").run() }
        let plain = pipeline.train(steps: 10, from: start ? "start" : nil, to: "whole")
        try plain.run()
        var task = plain
        task.output = pipeline.path("resumed")
        task.checkpointFolder = pipeline.path("steps/here")
        task.checkpointSteps = 2
        try body(pipeline, task)
      }
    }

    /// Leaves the folder as a training does that is killed after so many steps: its files are copied
    /// at that moment, and put back when it has ended.
    private func run(
      _ task: StageTask, killedAfter step: Int, in pipeline: StagePipeline
    ) throws {
      let folder = try #require(task.checkpointFolder)
      let copy = pipeline.path("copy")
      try task.run { progress in
        guard progress.step == step else { return }
        try? FileManager.default.copyItem(atPath: folder, toPath: copy)
      }
      try FileManager.default.removeItem(atPath: folder)
      try FileManager.default.moveItem(atPath: copy, toPath: folder)
      try FileManager.default.removeItem(atPath: task.output)
    }

    @Test("a resumed training ends in the same bytes as one that ran through")
    func resumed() throws {
      for start in [false, true] {
        try withTraining(from: start) { pipeline, task in
          try run(task, killedAfter: 7, in: pipeline)
          #expect(
            try pipeline.names("steps/here") == [
              "step-000004.safetensors", "step-000006.safetensors",
            ])
          let report = try task.run()
          #expect(report.resumedFromStep == 6 && report.corruptCheckpoints == 0)
          #expect(report.units == 10 * 64)
          let step = ModelSize.micro.configuration.trainingOperations(batch: 4, time: 16)
          #expect(report.operations == 4 * step)
          let whole = try Checkpoint(readingFrom: pipeline.path("whole"))
          let resumed = try Checkpoint(readingFrom: pipeline.path("resumed"))
          // Compared by bits, and outside of the expectation, which would print them all.
          for part in [\Checkpoint.parameters, \.mean, \.meanSquare] {
            let isSame =
              whole[keyPath: part].map(\.bitPattern)
              == resumed[keyPath: part].map(\.bitPattern)
            #expect(isSame)
          }
          #expect(try pipeline.bytes("whole") == (try pipeline.bytes("resumed")))
          #expect(
            try pipeline.names("steps/here") == [
              "step-000006.safetensors", "step-000008.safetensors",
            ])
        }
      }
    }

    @Test("a damaged checkpoint is passed over for the one before, and counted")
    func corrupt() throws {
      try withTraining { pipeline, task in
        try run(task, killedAfter: 7, in: pipeline)
        let newest = "steps/here/step-000006.safetensors"
        var bytes = try pipeline.bytes(newest)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: pipeline.path(newest)))
        let report = try task.run()
        #expect(report.resumedFromStep == 4 && report.corruptCheckpoints == 1)
        #expect(try pipeline.bytes("whole") == (try pipeline.bytes("resumed")))

        for name in try pipeline.names("steps/here") {
          try Data("cut".utf8).write(to: URL(fileURLWithPath: pipeline.path("steps/here/\(name)")))
        }
        let fresh = try task.run()
        #expect(fresh.resumedFromStep == 0 && fresh.corruptCheckpoints == 2)
        #expect(try pipeline.bytes("whole") == (try pipeline.bytes("resumed")))
      }
    }

    @Test("checkpoints of another task in the folder are not taken for its own")
    func foreign() throws {
      try withTraining { pipeline, task in
        try run(task, killedAfter: 7, in: pipeline)
        var other = task
        other.index = 1
        #expect(try other.run().resumedFromStep == 0)
        other = task
        other.inputs.tokens += other.inputs.tokens
        let report = try other.run()
        #expect(report.resumedFromStep == 0 && report.corruptCheckpoints == 0)
      }
    }

    @Test("what a killed writer left is removed, and no folder means no checkpoints")
    func leftovers() throws {
      try withTraining { pipeline, task in
        let folder = pipeline.folder.appendingPathComponent("steps/here")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("cut".utf8).write(
          to: folder.appendingPathComponent("step-000002.safetensors.1.tmp"))
        try Data("mine".utf8).write(to: folder.appendingPathComponent("notes.txt"))
        let report = try task.run()
        #expect(report.resumedFromStep == 0 && report.corruptCheckpoints == 0)
        #expect(
          try pipeline.names("steps/here") == [
            "notes.txt", "step-000006.safetensors", "step-000008.safetensors",
          ])
        var bare = task
        bare.checkpointFolder = nil
        #expect(try bare.run().bytesWritten == (try pipeline.bytes("whole").count))
      }
    }
  }
}
