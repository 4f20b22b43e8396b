/// A fixed-length buffer of plain values: one column of the system state.
///
/// `Array` elements reached through an `inout` struct pay for a uniqueness check at every write,
/// and there are several writes for each event. A noncopyable buffer has one owner by type. This
/// is the engine's only unsafe code; every access is checked against the length.
struct Column<Element: BitwiseCopyable>: ~Copyable {
  private let base: UnsafeMutablePointer<Element>
  let count: Int

  /// A column of equal values.
  init(repeating value: Element, count: Int) {
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: value, count: count)
    self.count = count
  }

  deinit { base.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      return base[index]
    }
    @inline(__always) nonmutating set {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
      base[index] = newValue
    }
  }

  /// The values as an array.
  func array() -> [Element] {
    Array(UnsafeBufferPointer(start: base, count: count))
  }
}
