import SchedulingModel
import SchedulingPolicies
import Testing

/// Min-min and max-min against a twin that finds every ready task's best device anew in each step.
@Suite struct MinMinTests {
  @Test(arguments: InstanceShape.allCases.filter { ![.twoJobs, .fourJobs, .gangs].contains($0) })
  func againstTheTwin(shape: InstanceShape) throws {
    for seed in UInt64(1)...40 {
      let instance = try shape.instance(seed: seed)
      for (selection, isMinimum) in [(MinMin.Selection.earliest, true), (.latest, false)] {
        let plan = try MinMin(selecting: selection).plan(PlanningProblem(instance))
        let twin = twin(instance, takesLeast: isMinimum)
        #expect(
          plan.entries.sorted { $0.task < $1.task } == twin,
          "\(shape), seed \(seed), \(isMinimum ? "min-min" : "max-min")")
      }
    }
  }

  private func twin(_ instance: Instance, takesLeast: Bool) -> [Schedule.Entry] {
    let workflow = instance.workflow
    var placed: [Int: Schedule.Entry] = [:]
    var freeFrom = [Double](repeating: 0, count: instance.cluster.deviceCount)
    while placed.count < workflow.taskCount {
      var next: Schedule.Entry?
      for task in workflow.tasks.indices where placed[task] == nil {
        let isReady = workflow.inputs(of: task).allSatisfy {
          placed[workflow.source(of: $0)] != nil
        }
        guard isReady else { continue }
        var best: Schedule.Entry?
        for device in instance.costs.eligibleDevices(of: task).map(Int.init) {
          let ready = BruteForce.inputsReady(task, on: device, instance, placed)
          let start = max(ready, freeFrom[device])
          let finish = start + instance.costs.seconds(task, on: device)
          if best.map({ finish < $0.finish }) ?? true {
            best = Schedule.Entry(task: task, device: device, start: start, finish: finish)
          }
        }
        guard let best else { continue }
        let isBetter =
          next.map { takesLeast ? best.finish < $0.finish : best.finish > $0.finish } ?? true
        if isBetter { next = best }
      }
      guard let next else { break }
      placed[next.task] = next
      freeFrom[next.device] = next.finish
    }
    return placed.values.sorted { $0.task < $1.task }
  }
}
