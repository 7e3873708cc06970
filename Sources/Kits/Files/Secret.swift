// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A secret that others than its owner could read or change is none.
public struct OpenSecret: Error, Equatable, CustomStringConvertible {
    public let path: String
    public var description: String { "\(path) can be read by others than its owner: chmod 600 \(path)" }
}

/// What a file with a secret holds, without the line's end; refused if its mode lets others at it.
public func secret(at path: String, limit: Int = 16_384) throws -> [UInt8] {
    var facts = stat()
    guard stat(path, &facts) == 0 else { throw FileError("read", path) }
    guard facts.st_mode & 0o077 == 0 else { throw OpenSecret(path: path) }
    var bytes = try contents(of: path, limit: limit)
    while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return bytes
}
