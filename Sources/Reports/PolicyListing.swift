import SchedulingPolicies
import TextTable

/// The catalog as text.
public enum PolicyListing {
  /// One line for each policy.
  public static func table(_ entries: [CatalogEntry]) -> String {
    let table = TextTable<CatalogEntry> { entry in
      [
        Column(title: "policy", value: entry.name),
        Column(title: "kind", value: entry.kind.rawValue),
        Column(title: "paper", value: entry.paper),
        Column(title: "cost", value: entry.cost),
      ]
    }
    return withoutFill(table.string(for: entries, style: Style.simple) ?? "")
      + "\n\nn tasks, e edges, p devices; 'makespan policies NAME' says more.\n"
  }

  /// One policy with its parameters.
  public static func description(of entry: CatalogEntry) -> String {
    var text = """
      \(entry.name) (\(entry.kind.rawValue))
        \(entry.summary)
        paper: \(entry.paper)
        cost:  \(entry.cost) for n tasks, e edges, p devices

      """
    if entry.parameters.isEmpty { return text + "  no parameters\n" }
    for parameter in entry.parameters {
      let values = parameter.values.joined(separator: "|")
      text += "  \(entry.name):\(parameter.name)=\(values)\(parameter.isList ? "[+…]" : "")\n"
      text += "    \(parameter.summary) (default: \(parameter.defaultValue))\n"
    }
    return text
  }
}
