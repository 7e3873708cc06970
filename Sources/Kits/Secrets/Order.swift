// SPDX-License-Identifier: Apache-2.0
import CCrypto
import Shapes

/// What is to be certified.
struct Order {
    let purpose: cc_purpose
    let commonName: String
    let publicKey: [UInt8]
    var names: [String] = []
    var addresses: [String] = []

    init(purpose: cc_purpose, commonName: String, publicKey: [UInt8]) {
        (self.purpose, self.commonName, self.publicKey) = (purpose, commonName, publicKey)
    }

    func issue(
        from: Instant, until: Instant, by issuer: Certificate?, signedWith key: PrivateKey
    ) throws(SecretsError) -> Certificate {
        guard from < until else { throw .refused("certificate", why: "it would end before it begins") }
        let commonName = try checked(commonName: commonName)
        guard addresses.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .refused("certificate", why: "an address holds a NUL")
        }
        let der: [UInt8]
        if let issuer {
            der = try withCertificate(issuer.der) { sign(commonName, from, until, $0, key) }
        } else {
            der = sign(commonName, from, until, nil, key)
        }
        guard !der.isEmpty else {
            throw .refused("certificate", why: "the library would not sign it; is each address one of IPv4 or IPv6?")
        }
        return try Certificate(der: der)
    }

    private func sign(
        _ commonName: String, _ from: Instant, _ until: Instant, _ issuer: OpaquePointer?, _ key: PrivateKey
    ) -> [UInt8] {
        withCStrings([commonName]) { name in
            withCStrings(names) { names in
                withCStrings(addresses) { addresses in
                    publicKey.withUnsafeBufferPointer { publicKey in
                        var order = cc_order()
                        (order.purpose, order.name) = (purpose, name?.pointee)
                        (order.names, order.addresses) = (names, addresses)
                        (order.public_key, order.public_key_count) = (publicKey.baseAddress, publicKey.count)
                        (order.from, order.until) = (from.wholeSeconds, until.wholeSeconds)
                        withUnsafeMutableBytes(of: &order.serial) { $0.copyBytes(from: randomBytes($0.count)) }
                        return filled(16_384) { cc_certificate_issue(&order, issuer, key.pointer, $0, $1) }
                    }
                }
            }
        }
    }
}

extension Instant {
    fileprivate var wholeSeconds: Int64 { Int64((Double(milliseconds) / 1000).rounded(.down)) }
}

/// Texts as C has them, ended by a null, for as long as the body runs.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    var pointers: [UnsafePointer<CChar>?] = []
    let bytes = texts.flatMap { Array($0.utf8CString) }
    return bytes.withUnsafeBufferPointer { buffer in
        var at = 0
        for text in texts {
            pointers.append(buffer.baseAddress.map { $0 + at })
            at += text.utf8.count + 1
        }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
