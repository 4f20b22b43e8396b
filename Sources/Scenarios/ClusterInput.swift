import Foundation
import SchedulingModel
import WorkflowLibrary

/// A cluster as the command line names it.
public enum ClusterInput {
  static let forms =
    "a cluster file (.yaml), identical:M, identical:M@B, speeds:a,b,…, star:P@SEED or workers:N"

  /// Reads a cluster file or one of the short forms: `identical:M` (M devices of speed 1, a unit of
  /// data takes 1 s between two), `identical:M@B` (B bytes a second), `speeds:a,b,…`, `star:P@SEED`
  /// (the hosts of the layered benchmark), `workers:N` (N worker processes of one machine).
  public static func load(_ text: String) throws(InputError) -> Cluster {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    do {
      if parts.count == 2 {
        switch parts[0] {
        case "identical":
          let sizes = parts[1].split(separator: "@", omittingEmptySubsequences: false)
          if let count = Int(sizes[0]), count <= largestCount, sizes.count <= 2 {
            if sizes.count == 1 { return try Cluster.identical(count) }
            if let bandwidth = Double(sizes[1]), bandwidth.isFinite, bandwidth > 0 {
              return try Cluster.identical(count, bandwidth: bandwidth)
            }
          }
        case "speeds":
          let speeds = parts[1].split(separator: ",", omittingEmptySubsequences: false)
            .map { Double($0) }
          if !speeds.contains(nil) { return try Cluster.related(speeds: speeds.compactMap { $0 }) }
        case "star":
          let sizes = parts[1].split(separator: "@").map { UInt64($0) }
          if sizes.count == 2, let hosts = sizes[0], let seed = sizes[1],
            hosts <= UInt64(largestCount)
          {
            return try LayeredBenchmark.star(hosts: Int(hosts), seed: seed)
          }
        case "workers":
          if let count = Int(parts[1]), count <= largestCount { return try Cluster.workers(count) }
        default: break
        }
      }
    } catch {
      throw InputError(file: "--cluster \(text)", problem: .cluster(error))
    }
    if Scenario.scenarioExtensions.contains((text as NSString).pathExtension.lowercased()) {
      let root = try YAMLDocument.read(text)
      return try ClusterDecoder(root).decode()
    }
    throw InputError(
      file: "--cluster",
      problem: .wrongValue(found: "'\(text)'", expected: forms, nearest: nil))
  }

  /// Whether a YAML file holds a cluster rather than a scenario.
  ///
  /// - Throws: ``InputError`` if it cannot be read.
  public static func isClusterFile(_ path: String) throws(InputError) -> Bool {
    guard case .mapping(let mapping) = try YAMLDocument.read(path).node else { return false }
    return mapping.keys.contains { $0.string == "nodes" }
  }

  /// More devices than this are refused.
  static let largestCount = 1 << 20
}
