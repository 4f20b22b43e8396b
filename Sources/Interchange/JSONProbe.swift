import Foundation

/// What a JSON document holds at one key path, read only to word an error.
struct JSONProbe: Decodable {
  /// The kind of value, with the value itself where it is short.
  let description: String
  /// The keys of an object.
  let keys: [String]

  /// The value at a path; nil where the path leads nowhere.
  static func value(at path: [any CodingKey], in data: Data) -> JSONProbe? {
    guard let key = CodingUserInfoKey(rawValue: pathKey) else { return nil }
    let decoder = JSONDecoder()
    decoder.userInfo[key] = path.map { Step(name: $0.stringValue, index: $0.intValue) }
    return try? decoder.decode(JSONProbe.self, from: data)
  }

  private static let pathKey = "path"

  private struct Step: Sendable {
    var name: String
    var index: Int?
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let path =
      CodingUserInfoKey(rawValue: Self.pathKey)
      .flatMap { decoder.userInfo[$0] as? [Step] } ?? []
    var current = decoder
    for step in path {
      if let index = step.index {
        var elements = try current.unkeyedContainer()
        for _ in 0..<index { _ = try elements.superDecoder() }
        current = try elements.superDecoder()
      } else {
        current = try current.container(keyedBy: AnyKey.self)
          .superDecoder(forKey: AnyKey(stringValue: step.name))
      }
    }
    (description, keys) = try Self.describe(current)
  }

  private static func describe(_ decoder: any Decoder) throws -> (String, [String]) {
    if let object = try? decoder.container(keyedBy: AnyKey.self) {
      return ("an object", object.allKeys.map(\.stringValue))
    }
    if (try? decoder.unkeyedContainer()) != nil { return ("an array", []) }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() { return ("null", []) }
    if let text = try? value.decode(String.self) { return ("the string \(quoted(text))", []) }
    if let flag = try? value.decode(Bool.self) { return ("\(flag)", []) }
    return ("the number \(try value.decode(Double.self))", [])
  }
}
