/// A type of device: a GPU or TPU part, a CPU slot, or an abstract processor.
public struct DeviceClass: Sendable, Equatable {
  /// What kind of silicon it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A graphics processor.
    case gpu
    /// A tensor processor.
    case tpu
    /// A host processor: the measured machine.
    case cpu
    /// An abstract processor of a textbook instance.
    case abstract
  }

  /// Unique in its cluster.
  public var name: String
  /// What it is.
  public var kind: Kind
  /// How much work a second does: a task of work w takes w / speed seconds.
  public var speed: Double
  /// Device memory, in bytes; infinite where it does not matter.
  public var memoryBytes: Double
  /// Dense bf16 peak, in FLOP/s, where it is known.
  public var peakFLOPS: Double?
  /// The most FLOP/s that a dense matrix product was measured to sustain, where somebody did.
  public var sustainedFLOPS: Double?
  /// On-demand price of one device, in US dollars an hour, where a source names one.
  public var dollarsPerHour: Double?
  /// Board power under load, in watts, where it is known.
  public var watts: Double?
  /// Where the figures come from.
  public var source: String?

  /// Creates a device class.
  public init(
    name: String, kind: Kind = .abstract, speed: Double = 1, memoryBytes: Double = .infinity,
    peakFLOPS: Double? = nil, sustainedFLOPS: Double? = nil, dollarsPerHour: Double? = nil,
    watts: Double? = nil, source: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.speed = speed
    self.memoryBytes = memoryBytes
    self.peakFLOPS = peakFLOPS
    self.sustainedFLOPS = sustainedFLOPS
    self.dollarsPerHour = dollarsPerHour
    self.watts = watts
    self.source = source
  }
}
