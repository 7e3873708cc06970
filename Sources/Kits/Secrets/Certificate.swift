// SPDX-License-Identifier: Apache-2.0
import CCrypto
public import Shapes

/// An X.509 certificate, and what we ask of one.
public struct Certificate: Sendable, Hashable {
    static let label = "CERTIFICATE"

    public let der: [UInt8]
    /// SHA-256 of the DER: what names a certificate on the whole earth.
    public let fingerprint: Digest
    /// In hexadecimal digits, two for each byte.
    public let serial: String
    public let commonName: String
    public let notBefore: Instant
    public let notAfter: Instant
    /// SubjectPublicKeyInfo, in DER.
    public let publicKey: [UInt8]
    public let isAuthority: Bool

    public init(der: [UInt8]) throws(SecretsError) {
        guard der.count <= 16_384 else { throw .malformed("certificate", why: "is longer than 16 KB") }
        self = try withCertificate(der) { pointer throws(SecretsError) in try Certificate(der, pointer) }
    }

    private init(_ der: [UInt8], _ pointer: OpaquePointer) throws(SecretsError) {
        let serial = filled(32) { cc_certificate_serial(pointer, $0, $1) }
        let name = filled(256) { cc_certificate_name(pointer, $0, $1) }
        let publicKey = filled(256) { cc_certificate_public(pointer, $0, $1) }
        var (from, until): (Int64, Int64) = (0, 0)
        guard cc_certificate_times(pointer, &from, &until) == 1 else {
            throw .malformed("certificate", why: "has no readable validity")
        }
        guard !serial.isEmpty, !publicKey.isEmpty, let name = String(validating: name, as: UTF8.self) else {
            throw .malformed("certificate", why: "must have a serial, one common name and a P-256 key")
        }
        self.der = der
        self.serial = Hex.text(of: serial)
        self.publicKey = publicKey
        fingerprint = Digest(of: der)
        commonName = try checked(commonName: name)
        notBefore = Instant(milliseconds: Int(from) * 1000)
        notAfter = Instant(milliseconds: Int(until) * 1000)
        isAuthority = cc_certificate_is_authority(pointer) == 1
    }

    /// The first certificate in a text.
    public init(pem: String) throws(SecretsError) { try self.init(der: PEM.der(of: pem, label: Self.label)) }

    public var pem: String { PEM.text(of: der, label: Self.label) }

    public func isValid(at now: Instant) -> Bool { notBefore <= now && now <= notAfter }

    /// Whether this authority signed it; says nothing of time or of use.
    public func isIssued(by authority: Certificate) -> Bool {
        let isSigned = try? withCertificate(der) { mine throws(SecretsError) in
            try withCertificate(authority.der) { theirs in cc_certificate_issued(mine, theirs) == 1 }
        }
        return authority.isAuthority && isSigned == true
    }

    public static func == (a: Certificate, b: Certificate) -> Bool { a.der == b.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}

/// Lends a certificate to OpenSSL for as long as one call lasts.
func withCertificate<Result>(
    _ der: [UInt8], _ body: (OpaquePointer) throws(SecretsError) -> Result
) throws(SecretsError) -> Result {
    guard let pointer = cc_certificate_read(der, der.count) else {
        throw .malformed("certificate", why: "is not X.509 in DER")
    }
    defer { cc_certificate_free(pointer) }
    return try body(pointer)
}
