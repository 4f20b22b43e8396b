/// The candidate closest to a misspelt name, if one is close enough to be worth suggesting.
///
/// Closeness is the optimal-string-alignment distance (insert, delete, replace, swap neighbours),
/// case ignored; at most a third of the longer name may differ, and one edit always may. Ties go
/// to the earlier candidate.
///
/// - Complexity: O(candidates × name length²).
public func nearestName(
  to name: String, among candidates: some Sequence<String>
) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let scalars = Array(candidate.lowercased().unicodeScalars)
    let allowed = max(1, max(wanted.count, scalars.count) / 3)
    if abs(wanted.count - scalars.count) > allowed { continue }
    let distance = editDistance(wanted, scalars)
    if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1]
    current.reserveCapacity(right.count + 1)
    for column in 0..<right.count {
      var cost = min(
        last[column + 1] + 1, current[column] + 1,
        last[column] + (left[row] == right[column] ? 0 : 1))
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        cost = min(cost, beforeLast[column - 1] + 1)
      }
      current.append(cost)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}
