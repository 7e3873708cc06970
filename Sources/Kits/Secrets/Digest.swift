// SPDX-License-Identifier: Apache-2.0
import CCrypto

/// A SHA-256, of a text or under a key; two of them are compared in constant time.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    /// Plain SHA-256.
    public init(of message: [UInt8]) {
        bytes = filled(32) { out, _ in cc_sha256(message, message.count, out) == 1 ? 32 : 0 }
        precondition(bytes.count == 32, "SHA-256 is not available")
    }

    /// HMAC-SHA-256: only who holds the key can make it.
    public init(of message: [UInt8], under key: [UInt8]) {
        bytes = filled(32) { out, _ in
            cc_hmac_sha256(key, key.count, message, message.count, out) == 1 ? 32 : 0
        }
        precondition(bytes.count == 32, "HMAC-SHA-256 is not available")
    }

    /// A digest that was stored.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    public init?(hex: String) {
        guard let bytes = Hex.bytes(of: hex) else { return nil }
        self.init(bytes: bytes)
    }

    public var hex: String { Hex.text(of: bytes) }
    public var description: String { hex }

    public static func == (a: Digest, b: Digest) -> Bool { isEqual(a.bytes, b.bytes) }
}

/// Whether two secrets are the same, in a time that tells nothing but their lengths.
public func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && (a.isEmpty || cc_equal(a, b, a.count) == 1)
}

/// What a C function put into a buffer of this size; empty if it failed.
func filled(_ capacity: Int, _ fill: (UnsafeMutablePointer<UInt8>, Int) -> Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        guard let start = buffer.baseAddress else { return }
        count = fill(start, capacity)
    }
}
