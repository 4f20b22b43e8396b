import SchedulingModel

extension WfFormatReading {
  /// The files of a document: a place for each id, and their sizes in bytes.
  struct FileSizes {
    var places: [String: Int] = [:]
    var bytes: [Double] = []
  }

  mutating func fileSizes() throws(FormatError) -> FileSizes {
    var sizes = FileSizes()
    var repeats = 0
    for (index, file) in (document.workflow.specification.files ?? []).enumerated() {
      let size = file.sizeInBytes
      guard size.isFinite, size >= 0, size == size.rounded() else {
        throw error(
          "workflow.specification.files[\(index)].sizeInBytes", found: "\(size)",
          expected: "an integer of at least 0")
      }
      if let known = sizes.places[file.id] {
        repeats += 1
        sizes.bytes[known] = size
      } else {
        sizes.places[file.id] = sizes.bytes.count
        sizes.bytes.append(size)
      }
    }
    if repeats > 0 { notes.append("files listed twice, the last size counts: \(repeats)") }
    return sizes
  }

  /// The bytes of each edge: the sizes of the files that its parent outputs and its child inputs.
  ///
  /// Each edge walks the shorter of the two lists, since a fork's outputs or a join's inputs can be
  /// as many as the tasks.
  mutating func edgeBytes(_ edges: [Edge], sizes: FileSizes) -> [Double] {
    var sizes = sizes
    var unlisted = 0
    // Ascending and distinct.
    func places(_ ids: [String]?) -> [Int] {
      guard let ids, !ids.isEmpty else { return [] }
      var result: [Int] = []
      result.reserveCapacity(ids.count)
      for id in ids {
        if let place = sizes.places[id] {
          result.append(place)
        } else {
          unlisted += 1
          sizes.places[id] = sizes.bytes.count
          result.append(sizes.bytes.count)
          sizes.bytes.append(0)
        }
      }
      result.sort()
      return result.indices.filter { $0 == 0 || result[$0] != result[$0 - 1] }.map { result[$0] }
    }
    let inputs = specified.map { places($0.inputFiles) }
    let outputs = specified.map { places($0.outputFiles) }
    if unlisted > 0 { notes.append("files without a size, taken as 0 bytes: \(unlisted)") }
    return edges.map { edge in
      let (left, right) = (outputs[edge.parent], inputs[edge.child])
      let (short, long) = left.count < right.count ? (left, right) : (right, left)
      return short.reduce(0) { Self.holds(long, $1) ? $0 + sizes.bytes[$1] : $0 }
    }
  }

  /// Whether an ascending array holds a value, by bisection.
  private static func holds(_ ascending: [Int], _ value: Int) -> Bool {
    var (low, high) = (0, ascending.count)
    while low < high {
      let middle = (low + high) / 2
      if ascending[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < ascending.count && ascending[low] == value
  }
}
