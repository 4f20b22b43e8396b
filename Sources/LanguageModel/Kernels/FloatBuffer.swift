#if canImport(Glibc)
  import Glibc
#endif

/// A fixed block of floats with a stable address, aligned to a cache line and zeroed at first.
///
/// Large blocks ask for huge pages where the system has them: a training step walks through more
/// pages than the processor's table of them holds.
///
/// Unsafe: the pointer is valid while the buffer lives, and no access is checked.
package final class FloatBuffer {
  /// The first float.
  package let base: UnsafeMutablePointer<Float>
  /// Number of floats.
  package let count: Int

  private static let alignment = 64
  private static let hugePage = 2 << 20

  package init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let raw = Self.allocate(bytes)
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    #if canImport(Glibc)
      if bytes >= hugePage / 8 {
        let size = (bytes + hugePage - 1) / hugePage * hugePage
        let raw = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: hugePage)
        // Advice only: where it is refused, nothing is lost.
        _ = madvise(raw, size, MADV_HUGEPAGE)
        return raw
      }
    #endif
    return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
  }

  /// The floats as a buffer pointer, valid while this object lives.
  package var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }
}
