// SPDX-License-Identifier: Apache-2.0
import Files
public import Secrets
public import Shapes

/// The product's own certificate authority on disk, and the certificate that the server shows.
///
/// Both are made at the first start; the server's is made anew when its names change or its end is near.
public struct AuthorityFolder: Sendable {
    private let folder: String

    /// A server certificate is replaced when it has less than this left.
    private static let margin = Duration.days(30)

    public init(_ folder: String) { self.folder = folder }

    /// What a server proves itself with, in PEM; the chain ends with the authority, so that agents can pin it.
    public struct Identity: Sendable {
        public let chain: String
        public let key: String
    }

    public func authority(at now: Instant) throws -> Authority {
        try makeFolder(folder)
        let (certificate, key) = (folder + "/authority.pem", folder + "/authority.key")
        if exists(certificate), exists(key) {
            return try Authority(certificatePEM: text(certificate), keyPEM: text(key))
        }
        let authority = try Authority.make(commonName: "Breeze authority", at: now)
        try replace(key, with: Array(authority.key.pem.utf8))
        try replace(certificate, with: Array(authority.certificate.pem.utf8))
        return authority
    }

    public func identity(
        of authority: Authority, names: [String], addresses: [String], at now: Instant
    ) throws -> Identity {
        let (certificate, key, label) = (folder + "/server.pem", folder + "/server.key", folder + "/server.names")
        let wanted = (names + addresses).joined(separator: "\n")
        if exists(label), try text(label) == wanted, exists(certificate), exists(key) {
            let kept = try Certificate(pem: text(certificate))
            if kept.notAfter > now + Self.margin, kept.isIssued(by: authority.certificate) {
                return Identity(chain: try text(certificate), key: try text(key))
            }
        }
        let pair = PrivateKey()
        let issued = try authority.issue(server: pair, names: names, addresses: addresses, at: now)
        let identity = Identity(chain: issued.pem + authority.certificate.pem, key: pair.pem)
        try replace(key, with: Array(identity.key.utf8))
        try replace(certificate, with: Array(identity.chain.utf8))
        try replace(label, with: Array(wanted.utf8))
        return identity
    }

    private func text(_ path: String) throws -> String { String(decoding: try contents(of: path), as: UTF8.self) }
}
