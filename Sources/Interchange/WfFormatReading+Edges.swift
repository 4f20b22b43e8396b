import SchedulingModel

extension WfFormatReading {
  /// A dependency, by places in the specification.
  struct Edge: Hashable, Comparable {
    var parent: Int
    var child: Int

    static func < (left: Edge, right: Edge) -> Bool {
      (left.child, left.parent) < (right.child, right.parent)
    }
  }

  /// Every edge that either end lists, ascending by child, then parent.
  mutating func listedEdges(_ ids: [String: Int]) throws(FormatError) -> [Edge] {
    var byChild: [Edge] = []
    var byParent: [Edge] = []
    for (task, entry) in specified.enumerated() {
      for position in entry.parents.indices {
        let parent = try resolve(entry.parents[position], of: task, "parents", position, ids)
        byChild.append(Edge(parent: parent, child: task))
      }
      for position in entry.children.indices {
        let child = try resolve(entry.children[position], of: task, "children", position, ids)
        byParent.append(Edge(parent: task, child: child))
      }
    }
    let (children, parents) = (Self.distinct(byChild), Self.distinct(byParent))
    let repeats = byChild.count - children.count + byParent.count - parents.count
    if repeats > 0 { notes.append("dependencies listed twice, counted once: \(repeats)") }
    if children == parents { return children }
    let all = Self.distinct(children + parents)
    let (onlyParent, onlyChild) = (all.count - children.count, all.count - parents.count)
    if onlyParent > 0 {
      notes.append("edges that only the parent lists among its children: \(onlyParent)")
    }
    if onlyChild > 0 {
      notes.append("edges that only the child lists among its parents: \(onlyChild)")
    }
    return all
  }

  private static func distinct(_ edges: [Edge]) -> [Edge] {
    let sorted = edges.sorted()
    return sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
  }

  private func resolve(
    _ id: String, of task: Int, _ list: String, _ position: Int, _ ids: [String: Int]
  ) throws(FormatError) -> Int {
    guard let other = ids[id] else {
      throw error(
        "workflow.specification.tasks[\(task)].\(list)[\(position)]", found: quoted(id),
        expected: "the id of a task", nearest: nearestName(to: id, among: specified.map(\.id)))
    }
    guard other != task else {
      throw error(
        "workflow.specification.tasks[\(task)].\(list)[\(position)]",
        found: "\(quoted(id)), the task itself", expected: "the id of another task")
    }
    return other
  }
}
