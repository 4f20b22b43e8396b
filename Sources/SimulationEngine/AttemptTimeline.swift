import SchedulingModel

/// How one attempt spends its time: restart, then segments of work, each but perhaps the last followed
/// by the writing of a checkpoint. Times in seconds, on the attempt's device.
struct AttemptTimeline {
  var restart = 0.0
  /// Work that is left to do.
  var work: Double
  /// The work of each segment but the last; infinite where nothing is saved.
  var segment = Double.infinity
  /// What writing a checkpoint takes, during which no work is done.
  var write = 0.0
  /// What it then takes in the background, until it holds.
  var flush = 0.0
  /// The number of segments: whole. (`Double`, since a careless interval may make very many.)
  var segments = 0.0
  /// The number of checkpoints, if nothing comes in between.
  var writes = 0.0

  /// Restart, work and writing; and the last checkpoint's flush, if one follows the last segment.
  var length: Double {
    let busy = restart + (work + writes * write)
    return flush > 0 && writes > 0 && writes == segments ? busy + flush : busy
  }

  /// An attempt without checkpoints.
  init(restart: Double, work: Double) {
    self.restart = restart
    self.work = work
  }

  /// An attempt with a checkpoint after every segment, or after every one but the last.
  init(
    restart: Double, work: Double, segment: Double, write: Double, flush: Double = 0,
    followsLast: Bool
  ) {
    self.init(restart: restart, work: work)
    let segment = max(segment, flush)
    guard work > 0, segment > 0, segment < .infinity else { return }
    self.segment = segment
    self.write = write
    self.flush = flush
    let quotient = work / segment
    let whole = Self.wholePart(quotient)
    // Work is a rounded product: a rest this small is no segment, and would cost a checkpoint.
    let rest = quotient - whole > max(1e-9, quotient * 0x1p-50)
    segments = max(1, rest ? whole + 1 : whole)
    writes = followsLast ? segments : segments - 1
  }

  /// How many checkpoints hold by a time, for an attempt that started at `start`. One that ends at that
  /// very time counts, as events do.
  func writes(by time: Double, from start: Double) -> Double {
    ends(by: time, from: start, after: flush)
  }

  /// How many checkpoints were written so long before a time.
  private func ends(by time: Double, from start: Double, after delay: Double) -> Double {
    guard writes > 0 else { return 0 }
    let last = restart + (work + writes * write)
    func end(_ count: Double) -> Double {
      let written = count == segments ? last : restart + count * (segment + write)
      return delay > 0 ? start + (written + delay) : start + written
    }
    let quotient = (time - start - restart - delay) / (segment + write)
    var count = min(writes, max(0, Self.wholePart(quotient)))
    // The quotient is rounded; the times decide.
    if count > 0, end(count) > time { count -= 1 }
    if count < writes, end(count + 1) <= time { count += 1 }
    return count
  }

  /// The work that this many checkpoints hold.
  func saved(by writes: Double) -> Double {
    if writes == 0 { return 0 }
    return writes == segments ? work : writes * segment
  }

  /// The time during which writing kept the attempt from work by a time, a checkpoint that is not
  /// complete included.
  func writing(by time: Double, from start: Double) -> Double {
    let count = ends(by: time, from: start, after: 0)
    guard count < writes else { return count * write }
    let isLast = count + 1 == segments
    let done = time - start - restart - count * (segment + write)
    let current = isLast ? work - count * segment : segment
    return count * write + min(write, max(0, done - current))
  }

  /// The work that has been done by a time, saved or not.
  func done(by time: Double, from start: Double) -> Double {
    max(0, min(work, time - start - restart - writing(by: time, from: start)))
  }

  static func wholePart(_ value: Double) -> Double {
    value.magnitude < 0x1p52 ? Double(Int64(value)) : value
  }
}
