// SPDX-License-Identifier: Apache-2.0
import CCrypto

/// A P-256 key pair, whose private half leaves it only as PEM.
public final class PrivateKey: Sendable {
    // OpenSSL counts references itself and never changes a key that was made, so that threads may share it.
    nonisolated(unsafe) let pointer: OpaquePointer
    /// The public half, as SubjectPublicKeyInfo in DER.
    public let publicKey: [UInt8]

    /// A new one.
    public convenience init() {
        guard let pointer = cc_key_generate() else { preconditionFailure("P-256 is not available") }
        self.init(pointer)
    }

    public convenience init(pem: String) throws(SecretsError) {
        guard pem.utf8.count <= 16_384, let pointer = cc_key_load(pem, pem.utf8.count) else {
            throw .malformed("private key", why: "is not a P-256 key in PEM without a password")
        }
        self.init(pointer)
    }

    private init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        publicKey = filled(256) { cc_key_public(pointer, $0, $1) }
        precondition(!publicKey.isEmpty, "a P-256 key without a public half")
    }

    deinit { cc_key_free(pointer) }

    /// PKCS #8, not encrypted: for a file that only we can read.
    public var pem: String { String(decoding: filled(2048) { cc_key_pem(pointer, $0, $1) }, as: UTF8.self) }
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { "P-256 key \(Digest(of: publicKey).hex.prefix(16))" }
    public var debugDescription: String { description }
}
