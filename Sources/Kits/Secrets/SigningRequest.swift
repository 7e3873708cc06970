// SPDX-License-Identifier: Apache-2.0
import CCrypto

/// A request for a certificate (PKCS #10), whose maker has proven to hold the key in it.
public struct SigningRequest: Sendable, Equatable {
    private static let label = "CERTIFICATE REQUEST"

    public let der: [UInt8]
    /// The name that was asked for; whoever issues gives the name that is true.
    public let commonName: String
    /// SubjectPublicKeyInfo, in DER.
    public let publicKey: [UInt8]

    /// Asks for a certificate for this key.
    public init(commonName: String, key: PrivateKey) throws(SecretsError) {
        let name = try checked(commonName: commonName)
        let der = filled(8192) { cc_request_make(key.pointer, name, $0, $1) }
        guard !der.isEmpty else { throw .refused("certificate request", why: "the library would not sign it") }
        (self.der, self.commonName, publicKey) = (der, name, key.publicKey)
    }

    /// Reads what somebody sends; refused unless it is signed by the P-256 key in it.
    public init(der: [UInt8]) throws(SecretsError) {
        guard der.count <= 8192 else { throw .malformed("certificate request", why: "is longer than 8 KB") }
        guard let pointer = cc_request_read(der, der.count) else {
            throw .malformed("certificate request", why: "must be PKCS #10, signed by the P-256 key in it")
        }
        defer { cc_request_free(pointer) }
        let name = String(validating: filled(256) { cc_request_name(pointer, $0, $1) }, as: UTF8.self)
        let publicKey = filled(256) { cc_request_public(pointer, $0, $1) }
        guard let name, !publicKey.isEmpty else { throw .malformed("certificate request", why: "its name is not text") }
        (self.der, commonName, self.publicKey) = (der, try checked(commonName: name), publicKey)
    }

    public init(pem: String) throws(SecretsError) { try self.init(der: PEM.der(of: pem, label: Self.label)) }

    public var pem: String { PEM.text(of: der, label: Self.label) }
}

/// One to 64 characters (X.520 allows no more), none of which can play tricks in a log or in C.
func checked(commonName: String) throws(SecretsError) -> String {
    let scalars = commonName.unicodeScalars
    guard (1...64).contains(scalars.count), scalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
        throw .malformed("common name", why: "must hold 1 to 64 characters and no control characters")
    }
    return commonName
}
