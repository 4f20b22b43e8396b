import Dispatch
import Foundation

/// Says something when the process is ended from the terminal, and then lets it end.
enum Interruption {
  /// Prints a line on SIGINT or SIGTERM before the signal takes its usual effect, for as long as the
  /// result lives.
  ///
  /// Processes that are started meanwhile ignore these signals, which a terminal sends to all of them:
  /// they end with their coordinator.
  static func announcing(_ line: String) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        Console.error(line)
        signal(number, SIG_DFL)
        kill(getpid(), number)
      }
      source.setCancelHandler { signal(number, SIG_DFL) }
      source.resume()
      return source
    }
  }
}
