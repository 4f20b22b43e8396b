/// A value kept apart, so that what rarely has one stays small: a workflow may have 10⁷ tasks.
indirect enum Boxed<Value> {
  case value(Value)

  var value: Value {
    switch self {
    case .value(let value): value
    }
  }
}

extension Boxed: Sendable where Value: Sendable {}
extension Boxed: Equatable where Value: Equatable {}
