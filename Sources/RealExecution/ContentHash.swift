import COpenSSL
import Foundation

/// The SHA-256 of a file, and its length.
struct ContentHash: Equatable, Sendable {
  /// 64 hexadecimal digits.
  let digits: String
  /// In bytes.
  let bytes: Int

  /// Reads a file through.
  ///
  /// - Throws: `ExecutionError.fileUnreadable`.
  init(ofFile path: String) throws(ExecutionError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .fileUnreadable(path: path, reason: systemReason(errno)) }
    defer { close(descriptor) }
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      throw .fileUnreadable(path: path, reason: "SHA-256 is not available")
    }
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var total = 0
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .fileUnreadable(path: path, reason: systemReason(errno)) }
      if count == 0 { break }
      EVP_DigestUpdate(context, chunk, count)
      total += count
    }
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    digits = Self.hexadecimal(digest)
    bytes = total
  }

  /// The digits of bytes in memory.
  static func digits(of bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    return hexadecimal(digest)
  }

  private static func hexadecimal(_ digest: [UInt8]) -> String {
    digest.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0\(text)" : text
    }.joined()
  }
}

/// What the system calls an error number.
func systemReason(_ code: Int32) -> String { String(cString: strerror(code)) }
