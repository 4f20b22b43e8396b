import Foundation
import Interchange
import SchedulingModel

/// Decodes how nodes, domains and links fail: by chance, at given times, or as a trace says.
public struct OutageDecoder {
  private static let keys = ["mean_up", "up", "repair", "initial", "at", "trace", "from"]

  /// `{mean_up: 20 h, repair: …}`, `{up: {weibull: …}, repair: …, initial: stationary}` or
  /// `{at: [{start: …, duration: …}, …]}`.
  func model(_ element: YAMLElement) throws(InputError) -> OutageModel {
    let fields = try element.fields(Self.keys)
    if let trace = fields["trace"] {
      throw trace.wrong(expected: "a trace for nodes only: domains and links state 'at'")
    }
    return try model(fields)
  }

  /// The models of a group's nodes, by name: one for all, or each node's own outages of a trace, as in
  /// `{trace: outages.csv, from: 30 d}`.
  func models(_ element: YAMLElement, nodes: [String]) throws(InputError) -> [OutageModel?] {
    let fields = try element.fields(Self.keys)
    guard let trace = fields["trace"] else {
      let model = try model(fields)
      return nodes.map { _ in model }
    }
    for key in ["mean_up", "up", "repair", "initial", "at"] {
      _ = try fields.oneOf(["trace", key])
    }
    return try replay(trace, from: try fields["from"]?.quantity(.seconds) ?? 0, nodes: nodes)
  }

  private func model(_ fields: YAMLFields) throws(InputError) -> OutageModel {
    if let from = fields["from"] { throw from.wrong(expected: "no 'from' without a 'trace'") }
    if let scheduled = fields["at"] {
      for key in ["mean_up", "up", "repair", "initial"] { _ = try fields.oneOf(["at", key]) }
      return .scheduled(try outages(scheduled))
    }
    let repair = try DistributionDecoder(.seconds).decode(
      try fields.require("repair", "the time to repair"))
    var age = OutageModel.InitialAge.fresh
    if let given = fields["initial"] {
      age = try given.word(of: OutageModel.InitialAge.allCases.map { ($0.rawValue, $0) })
    }
    if try fields.oneOf(["mean_up", "up"]) == "up", let up = fields["up"] {
      let distribution = try DistributionDecoder(.seconds).decode(up)
      guard distribution.mean >= 1e-3 else {
        throw up.wrong("a mean of \(distribution.mean) s", expected: "1 ms or more", nearest: nil)
      }
      return OutageModel(up: distribution, repair: repair, initialAge: age)
    }
    let element = try fields.require("mean_up", "the mean time to failure, or 'up'")
    let mean = try element.quantity(.seconds, above: 0)
    guard mean >= 1e-3 else { throw element.wrong(expected: "1 ms or more") }
    return OutageModel(up: .exponential(mean: mean), repair: repair, initialAge: age)
  }

  private func outages(_ element: YAMLElement) throws(InputError) -> [OutageModel.Outage] {
    var outages: [OutageModel.Outage] = []
    for item in try element.list(of: "outages") {
      let fields = try item.fields(["start", "duration"])
      outages.append(
        OutageModel.Outage(
          start: try fields.require("start", "when the node fails").quantity(.seconds),
          duration: try fields.require("duration", "the time to repair").quantity(.seconds)))
    }
    return outages
  }

  /// Each node's outages of a trace, which names nodes as the cluster does or by their number in the
  /// group. The run begins at a time of the trace; what is over by then has not happened, and what has
  /// begun is the rest of it.
  private func replay(
    _ element: YAMLElement, from origin: Double, nodes: [String]
  ) throws(InputError) -> [OutageModel?] {
    let path = relative(try element.string("a path"), to: element.file)
    let trace = try Self.read(path)
    var indexOfNode: [String: Int] = [:]
    for (index, name) in nodes.enumerated() {
      indexOfNode["\(index)"] = index
      indexOfNode[name] = index
    }
    var outages = [[OutageModel.Outage]](repeating: [], count: nodes.count)
    for record in trace.merged.records where record.start >= origin || record.end > origin {
      guard let node = indexOfNode[record.node] else {
        throw element.wrong(
          "an outage of node \(record.node)",
          expected: "nodes 0 to \(nodes.count - 1), or their names",
          nearest: nearestName(to: record.node, among: nodes))
      }
      outages[node].append(
        OutageModel.Outage(
          start: max(0, record.start - origin),
          duration: record.start >= origin ? record.duration : record.end - origin))
    }
    return outages.map { $0.isEmpty ? nil : .scheduled($0) }
  }

  /// Reads a trace, with this module's errors.
  public static func read(_ path: String) throws(InputError) -> OutageTrace {
    do {
      return try OutageTrace(FileReading.text(at: path), name: path)
    } catch let error as FormatError {
      throw InputError(error, file: path)
    } catch let error as FileError {
      throw InputError(file: path, problem: .file(error))
    } catch {
      throw InputError(file: path, problem: .other("\(error)"))
    }
  }
}
