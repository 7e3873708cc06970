// SPDX-License-Identifier: Apache-2.0
import CCrypto

/// An Ed25519 key pair (RFC 8032): what it signs, whoever holds its public half can check.
public struct SigningKey: Sendable {
    /// The private half, to be kept in a file that only we can read.
    public let seed: [UInt8]
    public let verifier: VerifyingKey

    /// A new one.
    public init() { self.init(of: randomBytes(32)) }

    public init(seed: [UInt8]) throws(SecretsError) {
        guard seed.count == 32 else { throw .malformed("signing key", why: "must be 32 bytes long") }
        self.init(of: seed)
    }

    private init(of seed: [UInt8]) {
        let publicKey = filled(32) { out, _ in cc_ed25519_public(seed, out) == 1 ? 32 : 0 }
        precondition(publicKey.count == 32, "Ed25519 is not available")
        (self.seed, verifier) = (seed, VerifyingKey(known: publicKey))
    }

    /// 64 bytes, always the same for the same message.
    public func signature(of message: [UInt8]) -> [UInt8] {
        let signature = filled(64) { out, _ in cc_ed25519_sign(seed, message, message.count, out) == 1 ? 64 : 0 }
        precondition(signature.count == 64, "Ed25519 is not available")
        return signature
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Ed25519 key \(verifier)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["verifier": verifier]) }
}

/// The public half of a ``SigningKey``.
public struct VerifyingKey: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) throws(SecretsError) {
        guard bytes.count == 32 else { throw .malformed("verifying key", why: "must be 32 bytes long") }
        self.bytes = bytes
    }

    fileprivate init(known bytes: [UInt8]) { self.bytes = bytes }

    /// Whether the holder of the private half has signed just this.
    public func accepts(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        signature.count == 64 && cc_ed25519_verify(bytes, message, message.count, signature) == 1
    }

    public var description: String { Base64.url.text(of: bytes) }
}
