/// The links between devices, by how far apart the devices are.
///
/// A transfer of b bytes over a link takes latency + b / bandwidth seconds, evaluated in this order
/// by planners and engine alike (Hockney 1994: T(n) = α + n·β). Nothing is paid within one device,
/// nor, latency included, for an edge of 0 bytes.
public struct Interconnect: Sendable, Equatable {
  /// How far apart two devices are.
  public enum Level: Int, Sendable, CaseIterable {
    /// The same device.
    case device
    /// Two devices of one node (NVLink, PCIe).
    case node
    /// Two nodes of one pod (InfiniBand rail, TPU slice).
    case pod
    /// Two pods (data-centre network).
    case across
  }

  /// One level's latency and bandwidth.
  public struct Link: Sendable, Equatable {
    /// In seconds.
    public var latency: Double
    /// In bytes per second.
    public var bandwidth: Double

    /// Creates a link.
    public init(latency: Double, bandwidth: Double) {
      self.latency = latency
      self.bandwidth = bandwidth
    }

    /// The time to move data over the link, in seconds; 0 for none.
    public func seconds(_ bytes: Double) -> Double {
      bytes == 0 ? 0 : latency + bytes / bandwidth
    }
  }

  /// Between devices of one node.
  public var node: Link
  /// Between nodes of one pod.
  public var pod: Link
  /// Between pods.
  public var across: Link

  /// Creates an interconnect.
  public init(node: Link, pod: Link, across: Link) {
    self.node = node
    self.pod = pod
    self.across = across
  }

  /// The same link at every level.
  public static func uniform(latency: Double, bandwidth: Double) -> Interconnect {
    let link = Link(latency: latency, bandwidth: bandwidth)
    return Interconnect(node: link, pod: link, across: link)
  }

  /// The time to move data over a level, in seconds.
  @inline(__always)
  public func seconds(_ bytes: Double, over level: Level) -> Double {
    if bytes == 0 { return 0 }
    switch level {
    case .device: return 0
    case .node: return node.latency + bytes / node.bandwidth
    case .pod: return pod.latency + bytes / pod.bandwidth
    case .across: return across.latency + bytes / across.bandwidth
    }
  }
}
