import Foundation
import Testing

/// Bad scenario files: exit 65, one line with file, place, what was found and what was expected.
@Suite struct BadScenarioTests {
  private static let scenario = """
    cluster:
      classes: {fast: {speed: 2}}
      nodes:
        - {name: n, count: 2, devices: {fast: 1}}
    workflows:
      example:
        tasks:
          - {name: a, work: 3}
          - {name: b, work: 5, needs: {a: 10}}
    """

  /// What is replaced in a sound scenario, by what, and what the message must hold.
  @Test(arguments: [
    ("workflows:", "workflow:", "bad.yaml:6: unknown key 'workflow' (nearest: 'workflows')"),
    (
      "workflows:", "recoveries: {}\nworkflows:",
      "recoveries: found a mapping, expected at least one recovery"
    ),
    (
      "workflows:", "recoveries: [a]\nworkflows:",
      "recoveries: found a list, expected a mapping from name to"
    ),
    (
      "workflows:", "recoveries: {all: {}}\nworkflows:",
      "recoveries.all: found 'all', expected another name, without commas"
    ),
    (
      "workflows:", "recoveries: {a: {}, b: {restat: 1}}\nworkflows:",
      "recoveries.b: unknown key 'restat' (nearest: 'restart')"
    ),
    (
      "workflows:", "recovery: dayly\nrecoveries: {daily: {}}\nworkflows:",
      "recovery: found 'dayly', expected one of daily (nearest: 'daily')"
    ),
    (
      "workflows:", "recovery: {detection: {timeout: 1, heartbeat: 2}}\nworkflows:",
      "recovery.detection.heartbeat: found '2', expected at most the timeout"
    ),
    (
      "workflows:", "failures: {detection: {heartbeat: 2}}\nworkflows:",
      "failures.detection: missing key 'timeout'"
    ),
    ("work: 3", "wrok: 3", "bad.yaml:8: workflows.example.tasks[0]: unknown key 'wrok'"),
    ("work: 3", "work: lots", "tasks[0].work: found 'lots', expected a time"),
    ("work: 3", "work: -3", "tasks[0].work: found '-3', expected a time"),
    ("work: 3", "work: .nan", "tasks[0].work: found '.nan', expected a time"),
    ("work: 3", "work: nan", "tasks[0].work: found 'nan', expected a time"),
    ("work: 3", "work: inf", "tasks[0].work: found 'inf', expected a time"),
    ("work: 3", "work: 3 parsecs", "found '3 parsecs', expected a time (s, ms, us, min, h, d)"),
    ("work: 3", "work: [3]", "tasks[0].work: found a list, expected a time"),
    ("{name: a, work: 3}", "{name: a}", "missing key 'work'"),
    ("{a: 10}", "{a: {when: passed}}", "task 'b' runs when 'a' has passed, but 'a' has no verdict"),
    (
      "{a: 10}", "{a: {when: faild}}", "needs.a.when: found 'faild', expected one of always, passed"
    ),
    ("{a: 10}", "{a: {when: faild}}", "(nearest: 'failed')"),
    ("{a: 10}", "{a: {whne: failed}}", "needs.a: unknown key 'whne' (nearest: 'when')"),
    ("{a: 10}", "{a: {data: -1}}", "needs.a.data: found '-1', expected a size"),
    ("work: 3", "work: 3, join: som", "join: found 'som', expected one of all, any"),
    ("work: 3", "work: 3, verdict: {metric: loss}", "verdict: missing key 'pass_probability'"),
    (
      "work: 3", "work: 3, verdict: {pass_probability: 2}",
      "found '2', expected a probability from 0"
    ),
    (
      "work: 3", "work: 3, verdict: {pass_probability: 1, metric: loss}",
      "verdict: missing key 'at_most', expected the largest value of 'metric' that passes"
    ),
    (
      "work: 3", "work: 3, verdict: {pass_probability: 1, at_most: 3}",
      "verdict: missing key 'metric'"
    ),
    ("work: 3", "work: 3, verdict: 0.5", "tasks[0].verdict: found '0.5', expected a mapping"),
    ("{name: a, work: 3}", "{work: 3}", "tasks[0]: missing key 'name'"),
    ("work: 3", "work: 3, units: 4", "found 'work' and 'units', expected one of them"),
    ("work: 3", "units: 3", "task 'a' has its cost in units, but names no stage"),
    ("work: 3", "units: 3, stage: train", "stage 'train', which no cost profile in use holds"),
    ("{a: 10}", "{aa: 10}", "task 'b' needs 'aa', which is not defined (nearest name: 'a')"),
    ("{a: 10}", "{b: 10}", "task 'b' needs itself"),
    ("{a: 10}", "{a: -10}", "tasks[1].needs.a: found '-10', expected a size"),
    ("{a: 10}", "[a, a]", "task 'b' lists its dependency 'a' twice"),
    ("{name: a, work: 3}", "{name: b, work: 3}", "task 'b' is defined twice"),
    ("work: 3", "work: 3, needs: [b]", "dependency cycle: a → b → a"),
    ("{fast: 1}", "{fats: 1}", "cluster.nodes[0].devices: found 'fats', expected a device class"),
    ("{fast: 1}", "{fats: 1}", "(nearest: 'fast')"),
    ("{fast: 1}", "{fast: 0}", "found zero devices, expected at least one device"),
    ("speed: 2", "speed: 0", "cluster.classes.fast.speed: found '0', expected a number above 0"),
    ("work: 3", "work: 3, memory: 1 TB, classes: [h100-sxm]", "the device class 'h100-sxm'"),
    ("work: 3", "work: 3, classes: [fsat]", "names the device class 'fsat'"),
    ("work: 3", "work: 3, device: n-7", "pinned to device 'n-7'"),
    ("speed: 2", "speed: 2, memory: 1 GB", nil),
    ("cluster:", "seeds: 0\ncluster:", "bad.yaml:1: seeds: found '0', expected an integer"),
    ("cluster:", "policies: [heftt]\ncluster:", "unknown policy 'heftt' (nearest: 'heft')"),
    ("cluster:", "policies: ['heft:mean=all']\ncluster:", "parameter 'mean'"),
    ("cluster:", "noise: loud\ncluster:", "noise: found 'loud'"),
    ("cluster:", "noise: measured\ncluster:", "noise: found 'measured', expected a 'profile'"),
    ("cluster:", "profile: none.json\ncluster:", "none.json: no such file"),
    ("cluster:", "failures: {per_attempt: 1}\ncluster:", "failures.per_attempt: found '1'"),
    ("cluster:", "attempts: 0\ncluster:", "attempts: found '0'"),
    ("cluster:", "recovery: {chekpoint: {}}\ncluster:", "unknown key 'chekpoint' (nearest: 'check"),
    ("cluster:", "recovery: {checkpoint: {}}\ncluster:", "checkpoint: missing key 'every'"),
    (
      "cluster:", "recovery: {checkpoint: {every: 1, every_units: 2}}\ncluster:",
      "found 'every' and 'every_units', expected one of them"
    ),
    (
      "cluster:", "recovery: {checkpoint: {every: 0}}\ncluster:",
      "every: found '0', expected a time"
    ),
    ("cluster:", "recovery: {checkpoint: {every: 1, after_last: 1}}\ncluster:", "true or false"),
    (
      "workflows:", "recovery: {checkpoint: {every: 1, stages: [trian]}}\nworkflows:",
      "stages[0]: found 'trian', expected no stage, since no task has one"
    ),
    (
      "cluster:", "recovery: {restart: -1}\ncluster:",
      "recovery.restart: found '-1', expected a time"
    ),
    (
      "cluster:", "recovery: {checkpoint: {every: dali, write: 1}}\ncluster:",
      "found 'dali', expected a time, or one of young, daly, optimal (nearest: 'daly')"
    ),
    (
      "cluster:", "recovery: {checkpoint: {every: daly}}\ncluster:",
      "checkpoint.every: found 'daly', expected a 'write' above 0"
    ),
    (
      "cluster:", "recovery: {restart: {size: 3}}\ncluster:",
      "recovery.restart: missing key 'bandwidth'"
    ),
    (
      "cluster:", "recovery: {restart: {size: 1 TB, bandwidth: 1e-300}}\ncluster:",
      "expected a size and a bandwidth that take at most 1e18 s"
    ),
    (
      "cluster:",
      "cluster:\n  domains: [{name: d, pod: pod, outages: {mean_up: 0.1 ms, repair: 1}}]",
      "cluster.domains[0].outages.mean_up: found '0.1 ms', expected 1 ms or more"
    ),
    ("cluster:", "recovery: {detection: x}\ncluster:", "recovery.detection: found 'x', expected"),
    (
      "cluster:", "recovery: {outputs: lots}\ncluster:",
      "outputs: found 'lots', expected kept, lost, or a mapping with 'store' (nearest: 'lost')"
    ),
    ("cluster:", "recovery: {outputs: [lost]}\ncluster:", "recovery.outputs: found a list"),
    ("cluster:", "recovery: {outputs: {}}\ncluster:", "recovery.outputs: missing key 'store'"),
    (
      "cluster:", "recovery: {outputs: {store: {latency: 1 ms}}}\ncluster:",
      "recovery.outputs.store: missing key 'bandwidth'"
    ),
    (
      "cluster:", "recovery: {outputs: {store: {bandwidth: 0}}}\ncluster:",
      "store.bandwidth: found '0', expected a rate"
    ),
    ("cluster:", "recovery: {back_off: {factor: 2}}\ncluster:", "back_off: missing key 'first'"),
    (
      "cluster:", "recovery: {back_off: {first: 1, factor: 0.5}}\ncluster:",
      "factor: found '0.5', expected a number of at least 1"
    ),
    ("count: 2,", "outages: {at: [{start: 1}]},", "outages.at[0]: missing key 'duration'"),
    ("count: 2,", "outages: {at: 3},", "outages.at: found '3', expected a list of outages"),
    (
      "count: 2,", "outages: {at: [], mean_up: 3},",
      "outages: found 'at' and 'mean_up', expected one of them"
    ),
    (
      "count: 2,", "outages: {up: {weibull: {mean: 3}}, repair: 1},",
      "outages.up.weibull: missing key 'shape'"
    ),
    (
      "count: 2,", "outages: {mean_up: 3, up: {exponential: 3}, repair: 1},",
      "outages: found 'mean_up' and 'up', expected one of them"
    ),
    (
      "count: 2,", "outages: {mean_up: 3, repair: 1, initial: stationery},",
      "found 'stationery', expected one of fresh, stationary (nearest: 'stationary')"
    ),
    ("count: 2,", "outages: {trace: none.csv},", "none.csv"),
    ("count: 2,", "outages: {mean_up: 3, repair: 1, from: 2},", "outages.from: found '2'"),
    (
      "cluster:",
      "cluster:\n  domains: [{name: d, nodes: [n-9], outages: {mean_up: 1, repair: 1}}]",
      "cluster.domains: failure domain 'd' holds the unknown node 'n-9' (nearest node: 'n-0')"
    ),
    (
      "cluster:", "cluster:\n  domains: [{name: d, pod: pad, outages: {mean_up: 1, repair: 1}}]",
      "cluster.domains[0].pod: found 'pad', expected a pod of the cluster (nearest: 'pod')"
    ),
    (
      "cluster:", "cluster:\n  uplinks: [{nodes: [n-9], outages: {mean_up: 1, repair: 1}}]",
      "uplinks[0].nodes[0]: found 'n-9', expected a node of the cluster (nearest: 'n-0')"
    ),
    (
      "cluster:", "cluster:\n  uplinks: [{pods: [n], outages: {mean_up: 1, repair: 1}}]",
      "cluster.uplinks[0].pods[0]: found 'n', expected a pod of the cluster"
    ),
    (
      "cluster:", "cluster:\n  uplinks: [{nodes: [n], pods: [pod]}]",
      "cluster.uplinks[0]: found 'nodes' and 'pods', expected one of them"
    ),
    (
      "cluster:", "cluster:\n  uplinks: [{nodes: [], outages: {mean_up: 1, repair: 1}}]",
      "cluster.uplinks[0].nodes: found a list, expected at least one name"
    ),
    (
      "cluster:", "cluster:\n  uplinks: [{outages: {mean_up: 1, repair: 1}}]",
      "cluster.uplinks[0]: missing key 'nodes', expected the nodes whose links fail, or 'pods'"
    ),
    ("cluster:", "cluster:\n  uplinks: [{nodes: [n]}]", "uplinks[0]: missing key 'outages'"),
    (
      "cluster:", "cluster:\n  uplinks: [{nodes: [n], outages: {trace: x.csv}}]",
      "outages.trace: found 'x.csv', expected a trace for nodes only: domains and links state 'at'"
    ),
    (
      "cluster:",
      "cluster:\n  uplinks: [{nodes: [n], outages: {at: []}, effect: stopp}]",
      "found 'stopp', expected stop, {slow: FACTOR} or {reroute: FACTOR} (nearest: 'stop')"
    ),
    (
      "cluster:",
      "cluster:\n  uplinks: [{nodes: [n], outages: {at: []}, effect: {slow: 2, reroute: 2}}]",
      "cluster.uplinks[0].effect: found 'slow' and 'reroute', expected one of them"
    ),
    (
      "cluster:", "cluster:\n  uplinks: [{nodes: [n], outages: {at: []}, effect: {slow: 0.5}}]",
      "cluster.uplinks[0].effect.slow: found '0.5', expected a number of at least 1"
    ),
    (
      "cluster:", "cluster:\n  uplinks: [{nodes: [n], outages: {at: []}, effect: {reroute: 2e9}}]",
      "cluster.uplinks[0].effect.reroute: found '2e9', expected a factor from 1 to 1e9"
    ),
    (
      "cluster:", "cluster:\n  uplinks: [{nodes: [n], outages: {at: []}, effect: {}}]",
      "cluster.uplinks[0].effect: found a mapping, expected stop, {slow: FACTOR}"
    ),
    ("cluster:", "cluster:\n  uplinks: {pod: {}}", "cluster.uplinks: found a mapping, expected"),
    ("cluster:", "cluster:\n  repair: {crews: 0}", "cluster.repair.crews: found '0'"),
    ("cluster:", "cluster:\n  repair: {swap: 1}", "cluster.repair.swap: found '1'"),
    (
      "cluster:", "cluster:\n  repair: {renews: everything}",
      "cluster.repair.renews: found 'everything', expected one of failed, all"
    ),
    ("cluster:", "time_limit: 0\ncluster:", "time_limit: found '0'"),
    ("cluster:", "cluster:\n  network: shared", "cluster.network: found 'shared'"),
    ("tasks:", "tasks: []\n    generate:", "found 'tasks' and 'generate'"),
    ("work: 3", "work: 1e19", "tasks[0].work: found '1e19'"),
    ("speed: 2", "speed: 1e-10", "has speed 1e-10, expected a number from 1e-9 to 1e18"),
    ("name: n,", "name: 'n;m',", "found the node name 'n;m-0', expected a name without ';'"),
    ("count: 2, devices: {fast: 1}", "count: 100000, devices: {fast: 65536}", "devices', expected"),
    ("example:", "exam/ple:", "expected a name without '/'"),
    (
      "cluster:",
      "jobs: [{workflow: example, name: a, count: 2}, {workflow: example, name: a-1}]\ncluster:",
      "jobs[1]: found 'the job name a-1 a second time'"
    ),
    ("cluster:", "noise: {log_normal: {sigma: 20}}\ncluster:", "noise: found a mapping"),
    ("cluster:", "failures: {per_hour: 1e300}\ncluster:", "failures.per_hour: found '1e300'"),
    ("cluster:", "policies: [fifo, fifo]\ncluster:", "policies[1]: found 'fifo a second time'"),
    ("cluster:", "fraction_of_peak: 2\ncluster:", "fraction_of_peak: found '2'"),
    ("a, work: 3}", "a, work: 3", "broken YAML"),
    ("work: 3", "work: 3, work: 4", "broken YAML"),
  ])
  func scenarioFile(what: String, replacement: String, message: String?) throws {
    let scratch = try Scratch()
    let text = Self.scenario.replacingOccurrences(of: what, with: replacement)
    #expect(text != Self.scenario)
    let path = try scratch.write(text, to: "bad.yaml")
    let csv = scratch.file("out.csv").path
    let outcome = try Tool.run(["compare", path, "--seeds", "1", "--csv", csv])
    guard let message else {
      #expect(outcome.status == 0, "\(outcome.error)")
      return
    }
    #expect(outcome.status == 65)
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: csv))
  }
}
