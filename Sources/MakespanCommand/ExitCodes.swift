import ArgumentParser
import Foundation
import Interchange
import LanguageModel
import RealExecution
import Reports
import Scenarios
import SchedulingModel
import SimulationEngine
import WorkflowLibrary

/// The one place that maps errors to exit codes: 0 done, 1 a check failed, 64 wrong usage, 65 bad
/// input, 70 a bug.
enum ExitCodes {
  static let checkFailed: Int32 = 1
  static let usage: Int32 = 64
  static let badInput: Int32 = 65
  static let bug: Int32 = 70

  static func exit(with error: any Error) -> Never {
    switch error {
    case let failure as CheckFailure:
      Console.error(failure.message)
      Foundation.exit(checkFailed)
    case let error as UsageError:
      Console.error("error: \(error.message)")
      Foundation.exit(usage)
    case let error as InputError:
      Console.error("error: \(error)")
      Foundation.exit(error.file.hasPrefix("--") ? usage : badInput)
    case is FileError, is FormatError, is WorkflowError, is ClusterError, is CostError,
      is CostProfileError, is WfFormatWriteError:
      Console.error("error: \(error)")
      Foundation.exit(badInput)
    case let error as PolicyError:
      Console.error("error: \(error)")
      Foundation.exit(usage)
    case let error as LanguageModelError:
      Console.error("error: \(error)")
      Foundation.exit(badInput)
    case let error as ExecutionError:
      Console.error("error: \(error)")
      Foundation.exit(badInput)
    case let error as GeneratorError:
      Console.error("error: \(error)")
      Foundation.exit(usage)
    default:
      // Help, version and everything that the argument parser found.
      let code = MakespanCommand.exitCode(for: error)
      if code == .success || code == .validationFailure { MakespanCommand.exit(withError: error) }
      Console.error("error: \(error) (this is a bug in makespan)")
      Foundation.exit(bug)
    }
  }
}

/// A check that did not pass; the message says what.
struct CheckFailure: Error {
  var message: String
}

/// Options that do not fit together.
struct UsageError: Error {
  var message: String
}
