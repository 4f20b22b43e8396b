import DequeModule
import SchedulingModel

/// Failed machines that wait for a crew, spares that stand by, and nodes that wait for a machine.
struct RepairShop {
  private let crews: Int
  private let hasSpares: Bool
  private var sparesLeft: Int
  private var machinesInRepair = 0
  private var machines: Deque<(source: Int, seconds: Double)> = []
  private var emptyPlaces: Deque<Int> = []

  /// Nil where every node is repaired at once, by itself.
  init?(_ model: RepairModel) {
    guard model.hasShop else { return nil }
    crews = model.crews ?? .max
    sparesLeft = model.spares
    hasSpares = model.spares > 0
  }

  /// What happens next in the shop.
  struct Orders {
    /// A machine whose repair begins, and how long it takes, in seconds.
    var repair: (source: Int, seconds: Double)?
    /// A node that gets a machine.
    var filled: Int?
  }

  /// A node's failure has been noticed: its machine comes in, and a spare may take its place.
  mutating func takeIn(_ source: Int, repairSeconds: Double) -> Orders {
    var orders = Orders()
    if hasSpares {
      if sparesLeft > 0 {
        sparesLeft -= 1
        orders.filled = source
      } else {
        emptyPlaces.append(source)
      }
    }
    machines.append((source, repairSeconds))
    orders.repair = nextRepair()
    return orders
  }

  /// The machine that came from a node is repaired: it takes the place of the node that has waited
  /// longest, or becomes a spare; without spares it goes back to where it came from.
  mutating func release(_ source: Int) -> Orders {
    machinesInRepair -= 1
    var orders = Orders(repair: nextRepair())
    if !hasSpares {
      orders.filled = source
    } else if let place = emptyPlaces.popFirst() {
      orders.filled = place
    } else {
      sparesLeft += 1
    }
    return orders
  }

  private mutating func nextRepair() -> (source: Int, seconds: Double)? {
    guard machinesInRepair < crews, let machine = machines.popFirst() else { return nil }
    machinesInRepair += 1
    return machine
  }
}
