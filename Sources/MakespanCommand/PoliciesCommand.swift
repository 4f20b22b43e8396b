import ArgumentParser
import Reports
import SchedulingPolicies

struct PoliciesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policies",
    abstract: "List the policies, or describe one.",
    discussion: """
      EXAMPLES
        makespan policies
        makespan policies heft
      """)

  @Argument(help: "A policy to describe.")
  var name: String?
  @OptionGroup var verbosity: VerbosityOptions

  func run() throws {
    if let name {
      Console.output(PolicyListing.description(of: try PolicyCatalog.entry(named: name)))
    } else {
      Console.output(PolicyListing.table(PolicyCatalog.entries))
    }
  }
}
