extension Checkpoint {
  /// The version of the names and of their meanings.
  static let formatVersion = "1"
  static let formatName = "makespan-checkpoint"
  /// What the checksum's digits are while it is taken.
  static let noChecksum = String(repeating: "0", count: 16)

  /// The three blocks of the data section, in order: the prefix of their tensors' names, and floats.
  var sections: [(prefix: String, values: [Float])] {
    [("", parameters), ("optimizer.mean.", mean), ("optimizer.mean_square.", meanSquare)]
  }

  /// `__metadata__` without the checksum.
  var metadata: [String: String] {
    [
      "format": Self.formatName, "version": Self.formatVersion,
      "width": "\(configuration.width)", "layers": "\(configuration.layers)",
      "heads": "\(configuration.heads)", "context": "\(configuration.context)",
      "batch": "\(configuration.batch)", "steps": "\(steps)", "seed": "\(seed)",
      "random_state": "\(randomState)", "task": task,
      "schedule_peak": Fingerprint.digits(schedule.peak.bitPattern),
      "schedule_warm_up_steps": "\(schedule.warmUpSteps)",
      "schedule_total_steps": "\(schedule.totalSteps)", "schedule_start": "\(scheduleStart)",
      "first_decay_power": Fingerprint.digits(firstPower.bitPattern),
      "second_decay_power": Fingerprint.digits(secondPower.bitPattern),
    ]
  }

  /// The header's length and the header, filled with spaces so that the data is aligned to 8 bytes.
  ///
  /// Names and values are ASCII without quotes or backslashes, so nothing needs escaping.
  func header(checksum: String) -> [UInt8] {
    var entries = metadata
    entries["checksum"] = checksum
    let pairs = entries.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
    var text = "{\"__metadata__\":{\(pairs.joined(separator: ","))}"
    let layout = ParameterLayout(configuration)
    var tensors: [(name: String, entry: String)] = []
    var offset = 0
    for section in sections {
      for view in layout.views {
        let end = offset + view.count * MemoryLayout<Float>.size
        let shape = view.shape.map(String.init).joined(separator: ",")
        tensors.append(
          (
            section.prefix + view.name,
            "{\"data_offsets\":[\(offset),\(end)],\"dtype\":\"F32\",\"shape\":[\(shape)]}"
          ))
        offset = end
      }
    }
    for tensor in tensors.sorted(by: { $0.name < $1.name }) {
      text += ",\"\(tensor.name)\":\(tensor.entry)"
    }
    text += "}"
    var bytes = Array(text.utf8)
    while bytes.count % 8 != 0 { bytes.append(UInt8(ascii: " ")) }
    let length = UInt64(bytes.count).littleEndian
    return withUnsafeBytes(of: length) { Array($0) } + bytes
  }
}
