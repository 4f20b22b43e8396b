/// A fixed block of floats with a stable address, aligned to a cache line and zeroed at first.
///
/// Unsafe: the pointer is valid while the buffer lives, and no access is checked.
package final class FloatBuffer {
  /// The first float.
  package let base: UnsafeMutablePointer<Float>
  /// Number of floats.
  package let count: Int

  private static let alignment = 64

  package init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// The floats as a buffer pointer, valid while this object lives.
  package var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }
}
