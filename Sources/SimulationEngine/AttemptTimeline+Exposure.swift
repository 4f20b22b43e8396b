/// The clock of an attempt's own failures, which may stand still in some phases.
extension AttemptTimeline {
  /// The time after the start at which the clock shows `exposure`, if it runs during these phases only;
  /// infinite if the attempt ends before. Times in seconds.
  ///
  /// At a whole number of segments the clock has reached the phase that it runs in next.
  func time(ofExposure exposure: Double, in phases: AttemptPhases) -> Double {
    if phases == .all { return exposure < length ? exposure : .infinity }
    var left = exposure
    if phases.contains(.restart) {
      if left < restart { return left }
      left -= restart
    }
    switch (phases.contains(.work), phases.contains(.checkpoint)) {
    case (true, true):
      let time = restart + left
      return time < length ? time : .infinity
    case (true, false):
      guard left < work else { return .infinity }
      guard writes > 0 else { return restart + left }
      let before = min(writes, Self.wholePart(left / segment))
      return restart + left + before * write
    case (false, true):
      let total = writes * write
      guard left < total else {
        // The last checkpoint's flush, if the attempt waits for it.
        let flushing = restart + work + left
        return flushing < length ? flushing : .infinity
      }
      let before = min(writes - 1, Self.wholePart(left / write))
      let done = before + 1 == segments ? work : (before + 1) * segment
      return restart + left + done
    case (false, false):
      return .infinity
    }
  }
}
