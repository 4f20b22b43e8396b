import HeapModule

/// An event of the simulator: 24 bytes, plain.
///
/// At equal times events are taken by kind, then in the order in which they were created.
package struct Event: Comparable, BitwiseCopyable {
  /// What happens; raw values are the order at equal times.
  package enum Kind: UInt8, BitwiseCopyable {
    case inputsArrived
    case completion
    /// A crew has repaired a machine.
    case mend
    /// What failed is back.
    case repair
    /// A node's maintenance is over.
    case reopening
    case outage
    /// A node's maintenance begins.
    case closing
    /// A node starts no attempt from now on.
    case drain
    /// An outage is noticed.
    case detection
    case taskFailure
    /// The failure of an attempt is noticed.
    case failureNotice
    /// A task has waited out its back-off.
    case timer
    /// An attempt has run for so long that a copy of its task is due.
    case lateness
    case arrival

    /// Whether the workload is under way as long as such an event is to come.
    @inline(__always)
    var isOfWorkload: Bool {
      switch self {
      case .mend, .repair, .reopening, .outage, .closing, .drain, .detection: false
      case .inputsArrived, .completion, .taskFailure, .failureNotice, .timer, .lateness, .arrival:
        true
      }
    }
  }

  package let time: Double
  /// Kind in the top byte, then a sequence number: the order at equal times.
  let order: UInt64
  /// A task, device, node or job.
  package let subject: Int32
  let attempt: Int32

  init(time: Double, kind: Kind, sequence: UInt64, subject: Int, attempt: Int) {
    self.time = time
    order = UInt64(kind.rawValue) << 56 | sequence
    self.subject = Int32(subject)
    self.attempt = Int32(attempt)
  }

  package var kind: Kind { Kind(rawValue: UInt8(order >> 56)) ?? .arrival }

  @inline(__always)
  package static func < (left: Event, right: Event) -> Bool {
    left.time != right.time ? left.time < right.time : left.order < right.order
  }
}

/// Events to come, earliest first.
package struct EventQueue {
  private var heap = Heap<Event>()
  private var sequence: UInt64 = 0
  /// Events other than outages, their notice and repairs, and maintenance: without any, nothing of the
  /// workload is under way.
  package private(set) var workloadEvents = 0

  /// An empty queue.
  package init() {}

  /// The earliest event's time, in seconds.
  package var nextTime: Double? { heap.min?.time }

  /// Adds an event.
  package mutating func add(_ kind: Event.Kind, at time: Double, subject: Int, attempt: Int = 0) {
    sequence += 1
    if kind.isOfWorkload { workloadEvents += 1 }
    heap.insert(
      Event(time: time, kind: kind, sequence: sequence, subject: subject, attempt: attempt))
  }

  /// Takes all events of the earliest time, in order: one round. What is created while they are
  /// handled belongs to the next round, even at the same time.
  package mutating func takeRound(into events: inout [Event]) {
    events.removeAll(keepingCapacity: true)
    while let first = heap.min, first.time == events.first?.time ?? first.time {
      heap.removeMin()
      if first.kind.isOfWorkload { workloadEvents -= 1 }
      events.append(first)
    }
  }
}
