import Synchronization

/// A value that is computed when it is first asked for, and kept: copies of a workflow share it.
final class Remembered<Value: Sendable>: Sendable {
  private let storage = Mutex<Value?>(nil)

  func value(_ compute: () -> Value) -> Value {
    storage.withLock { stored in
      if let stored { return stored }
      let value = compute()
      stored = value
      return value
    }
  }
}

extension Workflow {
  /// ``SimulationEngine`` computes them; the workflow keeps them, since every run of every seed asks.
  package func rememberedRunProbabilities(_ compute: () -> [Double]) -> [Double] {
    remembered.value(compute)
  }
}
