import Foundation

/// A process that can be told from a later one with the same number.
package struct ProcessIdentity: Equatable, Sendable {
  /// The process id.
  package let id: Int32
  /// When it started, in ticks since the machine did (field 22 of `/proc/ID/stat`).
  package let startTicks: Int

  /// The process of an id, if it exists.
  package init?(of id: Int32) {
    guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
      // The name in parentheses may hold anything, spaces and parentheses included.
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let ticks = Int(fields[19]), fields[0] != "Z" else { return nil }
    self.init(id: id, startTicks: ticks)
  }

  package init(id: Int32, startTicks: Int) {
    self.id = id
    self.startTicks = startTicks
  }

  /// Whether the process still runs, or is stopped.
  package var isAlive: Bool { ProcessIdentity(of: id) == self }

  /// Ends the process, stopped or not, and waits until it is gone.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  package func end() -> Bool {
    guard isAlive else { return false }
    kill(id, SIGKILL)
    // A kill takes effect at the process's next chance to run, which is soon.
    for _ in 0..<2000 where isAlive { usleep(1000) }
    return true
  }
}
