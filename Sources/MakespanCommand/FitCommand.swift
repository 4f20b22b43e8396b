import ArgumentParser
import Foundation
import Reports
import Scenarios

struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit distributions to a trace of outages, and say how well they fit.",
    discussion: """
      Reads which node was down when: CSV with the columns node, start_seconds and duration_seconds, or \
      Los Alamos National Laboratory's failure data. Fits exponential, Weibull and log-normal \
      distributions by maximum likelihood to the gaps between failures anywhere, to the down times, and \
      to the up times between two outages of one node; best first by Akaike's criterion. 'distance' is \
      the largest between the fitted and the observed distribution function.

      EXAMPLES
        makespan fit outages.csv
        makespan fit outages.csv --format json
      """)

  @Argument(help: "A trace of outages (.csv).")
  var trace: String
  @Option(help: "The form of the result.")
  var format: OutputFormat = .text
  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    let report = OutageFitReport(
      try OutageDecoder.read(trace), name: (trace as NSString).lastPathComponent)
    Console.output(format == .json ? try report.json() : report.text())
  }
}
