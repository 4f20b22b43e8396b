extension Checkpoint {
  /// Writes the file, whole or not at all, and returns its bytes.
  ///
  /// - Throws: `LanguageModelError.outputNotWritable`.
  /// - Complexity: O(parameters).
  @discardableResult
  public func write(to path: String) throws(LanguageModelError) -> Int {
    let unsigned = header(checksum: Self.noChecksum)
    var sum = Fingerprint()
    sum.add(unsigned)
    for section in sections { section.values.withUnsafeBytes { sum.add($0) } }
    let signed = header(checksum: sum.digits)
    let result = signed.withUnsafeBytes { header in
      parameters.withUnsafeBytes { parameters in
        mean.withUnsafeBytes { mean in
          meanSquare.withUnsafeBytes { meanSquare in
            Result { () throws(LanguageModelError) in
              try WholeFile.write([header, parameters, mean, meanSquare], to: path)
            }
          }
        }
      }
    }
    return try result.get()
  }
}
