/// A task's place in its device's queue; see ``SystemState``.
struct QueueKey: BitwiseCopyable {
  var start = Double.infinity
  var finish = Double.infinity
  var order: Int32 = 0

  static func < (left: QueueKey, right: QueueKey) -> Bool {
    if left.start != right.start { return left.start < right.start }
    if left.finish != right.finish { return left.finish < right.finish }
    return left.order < right.order
  }
}
