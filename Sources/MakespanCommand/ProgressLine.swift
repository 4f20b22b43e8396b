import Foundation
import RealExecution
import Synchronization

/// One line on a terminal that says how far a real run is.
final class ProgressLine: Sendable {
  private let expected: Double?
  private let isShown: Bool
  private let last = Mutex(ContinuousClock.now - .seconds(1))

  /// - Parameter expected: the predicted makespan, in seconds.
  init(expected: Double?, isShown: Bool) {
    self.expected = expected
    self.isShown = isShown && Console.showsProgress
  }

  /// Shows the state, ten times a second at most.
  func show(_ progress: ExecutionProgress) {
    guard isShown else { return }
    let isDue = last.withLock { last in
      guard ContinuousClock.now - last > .milliseconds(100) else { return false }
      last = .now
      return true
    }
    guard isDue else { return }
    var text = String(format: "%.1f s", progress.seconds)
    if let expected { text += String(format: " of about %.1f s", expected) }
    text += ": \(progress.finished)/\(progress.tasks) tasks"
    if progress.lost > 0 { text += ", \(progress.lost) lost" }
    if !progress.running.isEmpty {
      text += ", running " + progress.running.joined(separator: ", ")
    }
    // A line that wraps cannot be rewritten.
    Console.progress(String(text.prefix(78)))
  }

  /// Leaves an empty line.
  func clear() {
    if isShown { Console.progress("") }
  }
}
