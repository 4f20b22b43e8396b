import COpenBLAS

/// The OpenBLAS library this process runs on.
public enum BLASLibrary {
  /// The library's version and build settings, e.g. `OpenBLAS 0.3.21 … Zen MAX_THREADS=64`.
  public static var version: String {
    guard let text = openblas_get_config() else { return "unknown" }
    return String(cString: text).split(separator: " ").joined(separator: " ")
  }

  /// The processor family whose kernels are in use, e.g. `Zen`.
  public static var core: String {
    guard let text = openblas_get_corename() else { return "unknown" }
    return String(cString: text)
  }

  /// Threads used by each product of the whole process; setting it affects every caller.
  public static var threads: Int {
    get { Int(openblas_get_num_threads()) }
    set { openblas_set_num_threads(Int32(clamping: max(1, newValue))) }
  }

  /// The most floating-point operations per second that a square product reaches, in GFLOP/s: the
  /// best of `attempts` products of size × size matrices.
  public static func peakGFLOPS(size: Int = 1024, attempts: Int = 20) -> Double {
    let count = size * size
    let buffers = (0..<3).map { _ in FloatBuffer(count: count) }
    for index in 0..<count {
      buffers[0].base[index] = Float(index % 7) * 0.125
      buffers[1].base[index] = Float(index % 5) * 0.25
    }
    let views = buffers.map { MatrixView($0.base, rows: size, columns: size) }
    let products = MatrixProducts()
    var best = Double.infinity
    // The views do not keep their buffers alive.
    withExtendedLifetime(buffers) {
      for _ in 0..<max(1, attempts) + 1 {
        let seconds = Stopwatch.seconds {
          products.multiply(views[0], views[1], into: views[2])
        }
        best = min(best, seconds)
      }
    }
    return 2e-9 * Double(count) * Double(size) / best
  }
}
