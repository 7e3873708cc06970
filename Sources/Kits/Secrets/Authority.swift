// SPDX-License-Identifier: Apache-2.0
import CCrypto
public import Shapes

/// The product's own certificate authority: the certificate that all pin, and the key that makes others.
public struct Authority: Sendable {
    public let certificate: Certificate
    public let key: PrivateKey
    /// A fresh certificate must not be refused by a clock that runs days behind ours, nor when ours was days ahead as it
    /// made one and has been set right since.
    private static let backdating = Duration.days(30)

    /// A new one, good for ten years, which may issue to ends but make no further authorities.
    public static func make(commonName: String, at now: Instant) throws(SecretsError) -> Authority {
        let key = PrivateKey()
        let order = Order(purpose: CC_AUTHORITY, commonName: commonName, publicKey: key.publicKey)
        let until = now + .days(3653)
        let certificate = try order.issue(from: now - backdating, until: until, by: nil, signedWith: key)
        return Authority(certificate: certificate, key: key)
    }

    /// One that was kept; refused unless the two belong together.
    public init(certificatePEM: String, keyPEM: String) throws(SecretsError) {
        let certificate = try Certificate(pem: certificatePEM)
        let key = try PrivateKey(pem: keyPEM)
        guard certificate.isAuthority else {
            throw .malformed("authority", why: "its certificate is not an authority's")
        }
        guard certificate.publicKey == key.publicKey else {
            throw .malformed("authority", why: "its key belongs to another certificate")
        }
        self.init(certificate: certificate, key: key)
    }

    private init(certificate: Certificate, key: PrivateKey) { (self.certificate, self.key) = (certificate, key) }

    /// A certificate for the client that asks, under the name that we give it.
    public func issue(
        client request: SigningRequest, as commonName: String, at now: Instant, days: Int = 365
    ) throws(SecretsError) -> Certificate {
        let order = Order(purpose: CC_CLIENT, commonName: commonName, publicKey: request.publicKey)
        return try issue(order, at: now, days: days)
    }

    /// A certificate for a server that is reached by these names and addresses; the first one is its common name.
    public func issue(
        server key: PrivateKey, names: [String], addresses: [String] = [], at now: Instant, days: Int = 365
    ) throws(SecretsError) -> Certificate {
        guard let first = (names + addresses).first, names.count + addresses.count <= 100 else {
            throw .refused("server certificate", why: "it needs 1 to 100 names and addresses")
        }
        for name in names { try check(name: name) }
        var order = Order(purpose: CC_SERVER, commonName: String(first.prefix(64)), publicKey: key.publicKey)
        (order.names, order.addresses) = (names, addresses)
        return try issue(order, at: now, days: days)
    }

    private func issue(_ order: Order, at now: Instant, days: Int) throws(SecretsError) -> Certificate {
        guard certificate.isValid(at: now) else {
            let span = "from \(certificate.notBefore) to \(certificate.notAfter)"
            throw .refused("certificate", why: "its authority is good \(span) only, and it is \(now)")
        }
        let until = min(now + .days(days), certificate.notAfter)
        let from = max(now - Self.backdating, certificate.notBefore)
        return try order.issue(from: from, until: until, by: certificate, signedWith: key)
    }

    private func check(name: String) throws(SecretsError) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"):
                true
            default: false  // every other byte would have to be written in another way
            }
        }
        guard isPlain, (1...253).contains(name.utf8.count) else {
            throw .refused("server certificate", why: "a name may hold 1 to 253 letters, digits, dots and hyphens")
        }
    }
}
