// SPDX-License-Identifier: Apache-2.0
import Foundation
import Secrets
import Shapes
import Testing

/// What we make is judged by the `openssl` command, and what it makes by us.
@Suite struct CertificateTests {
    let now = Instant(milliseconds: 1_795_278_302_125)
    let device = "0190a000-0000-7000-8000-000000000001"

    @Test("openssl finds our chain good, for clients and for servers") func chain() throws {
        let authority = try Authority.make(commonName: "Breeze test", at: now)
        let client = try authority.issue(
            client: SigningRequest(commonName: "whatever", key: PrivateKey()), as: device, at: now)
        let server = try authority.issue(
            server: PrivateKey(), names: ["breeze.example", "localhost"], addresses: ["127.0.0.1", "::1"], at: now)
        let bench = try Bench()
        try bench.keep("ca.pem", authority.certificate.pem)
        try bench.keep("client.pem", client.pem)
        try bench.keep("server.pem", server.pem)
        let at = String(now.milliseconds / 1000)
        let verify = ["verify", "-attime", at, "-x509_strict", "-CAfile", "ca.pem", "-purpose"]
        #expect(try bench.openssl(verify + ["sslclient", "client.pem"]).contains("client.pem: OK"))
        #expect(try bench.openssl(verify + ["sslserver", "server.pem"]).contains("server.pem: OK"))
        #expect(try !bench.openssl(verify + ["sslserver", "client.pem"]).contains("OK"))
        #expect(try !bench.openssl(verify + ["sslclient", "server.pem"]).contains("OK"))
        let host = ["-verify_hostname", "localhost", "server.pem"]
        #expect(try bench.openssl(Array(verify.dropLast()) + host).contains("OK"))
        #expect(try bench.openssl(Array(verify.dropLast()) + ["-verify_ip", "::1", "server.pem"]).contains("OK"))

        let text = try bench.openssl(["x509", "-in", "client.pem", "-noout", "-text"])
        for part in ["TLS Web Client Authentication", "CN = \(device)", "CA:FALSE", "prime256v1", "Digital Signature"] {
            #expect(text.contains(part), "\(part)")
        }
        let root = try bench.openssl(["x509", "-in", "ca.pem", "-noout", "-text"])
        for part in ["CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign", "CN = Breeze test"] {
            #expect(root.contains(part), "\(part)")
        }
    }

    @Test("we read of a certificate what openssl reads") func facts() throws {
        let authority = try Authority.make(commonName: "Breeze test", at: now)
        let request = try SigningRequest(commonName: device, key: PrivateKey())
        let client = try authority.issue(client: request, as: device, at: now)
        let bench = try Bench()
        try bench.keep("c.pem", client.pem)
        let facts = try bench.openssl([
            "x509", "-in", "c.pem", "-noout", "-serial", "-fingerprint", "-sha256", "-enddate",
        ])
        .lowercased()
        #expect(facts.contains("serial=\(client.serial)\n"))
        #expect(facts.replacing(":", with: "").contains("fingerprint=\(client.fingerprint)\n"))
        #expect(facts.contains("notafter=nov 21 16:25:02 2027 gmt"))
        #expect(
            client.notAfter == Instant("2027-11-21T16:25:02Z") && client.notBefore == Instant("2026-10-22T16:25:02Z"))
        #expect(client.commonName == device && client.publicKey == request.publicKey && !client.isAuthority)
        #expect(try Certificate(der: client.der) == client && Certificate(pem: client.pem) == client)
        #expect(client.isIssued(by: authority.certificate) && !client.isIssued(by: client))
        let stranger = try Authority.make(commonName: "Breeze test", at: now)
        #expect(!client.isIssued(by: stranger.certificate))
        #expect(client.serial != (try authority.issue(client: request, as: device, at: now)).serial)
    }

    @Test("our request passes openssl, and openssl's passes us") func requests() throws {
        let bench = try Bench()
        try bench.keep("ours.pem", SigningRequest(commonName: device, key: PrivateKey()).pem)
        let verdict = try bench.openssl(["req", "-in", "ours.pem", "-noout", "-verify", "-subject"])
        #expect(verdict.contains("verify OK") && verdict.contains("CN = \(device)"))
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:"]
        func theirs(_ key: [String], _ subject: String = "/CN=theirs") throws -> String {
            try bench.openssl(["req", "-new", "-nodes", "-keyout", "k.pem", "-subj", subject, "-out", "r.pem"] + key)
            return try bench.text("r.pem")
        }
        let good = try SigningRequest(pem: theirs([curve[0], curve[1], curve[2], curve[3] + "P-256"]))
        #expect(good.commonName == "theirs")
        #expect(try PrivateKey(pem: bench.text("k.pem")).publicKey == good.publicKey)
        for key in [
            ["-newkey", "rsa:2048"], [curve[0], curve[1], curve[2], curve[3] + "P-384"], ["-newkey", "ed25519"],
        ] {
            let pem = try theirs(key)
            #expect(throws: SecretsError.self, "\(key)") { try SigningRequest(pem: pem) }
        }
        let doubled = try theirs([curve[0], curve[1], curve[2], curve[3] + "P-256"], "/CN=a/CN=b")
        #expect(throws: SecretsError.self) { try SigningRequest(pem: doubled) }
    }

    @Test("a request that was changed proves nothing") func tampering() throws {
        let der = try SigningRequest(commonName: device, key: PrivateKey()).der
        for at in der.indices {
            var changed = der
            changed[at] ^= 1
            #expect(throws: SecretsError.self) { try SigningRequest(der: changed) }
        }
        #expect(throws: SecretsError.self) { try SigningRequest(der: der + [0]) }
        #expect(throws: SecretsError.self) { try SigningRequest(der: []) }
    }

    @Test("a key is kept as PEM, and one with a password is refused, not asked for") func keys() throws {
        let key = PrivateKey()
        #expect(try PrivateKey(pem: key.pem).publicKey == key.publicKey)
        let bench = try Bench()
        try bench.keep("k.pem", key.pem)
        #expect(try bench.openssl(["pkey", "-in", "k.pem", "-noout", "-check"]).contains("Key is valid"))
        try bench.openssl(["pkey", "-in", "k.pem", "-aes256", "-passout", "pass:x", "-out", "locked.pem"])
        let locked = try bench.text("locked.pem")
        #expect(locked.contains("ENCRYPTED"))
        #expect(throws: SecretsError.self) { try PrivateKey(pem: locked) }
        #expect(throws: SecretsError.self) { try PrivateKey(pem: "no key") }
    }

    @Test("an authority is kept as PEM, and refuses another's key, a wrong time and odd names") func refusals() throws {
        let authority = try Authority.make(commonName: "Breeze test", at: now)
        let again = try Authority(certificatePEM: authority.certificate.pem, keyPEM: authority.key.pem)
        #expect(again.certificate == authority.certificate)
        #expect(throws: SecretsError.self) {
            try Authority(certificatePEM: authority.certificate.pem, keyPEM: PrivateKey().pem)
        }
        let key = PrivateKey()
        let leaf = try authority.issue(server: key, names: ["a"], at: now)
        #expect(throws: SecretsError.self) { try Authority(certificatePEM: leaf.pem, keyPEM: key.pem) }
        let late = now + .seconds(11 * 365 * 86_400)
        #expect(throws: SecretsError.self) { try authority.issue(server: key, names: ["a"], at: late) }
        let almost = now + .seconds(3600 * 24 * 3600)
        #expect(try authority.issue(server: key, names: ["a"], at: almost).notAfter == authority.certificate.notAfter)
        for (names, addresses) in [([], []), (["a,IP:1.2.3.4"], []), (["a\0"], []), ([""], []), ([], ["1.2.3.4.5"])] {
            #expect(throws: SecretsError.self) {
                try authority.issue(server: key, names: names, addresses: addresses, at: now)
            }
        }
        let request = try SigningRequest(commonName: "a", key: key)
        for name in ["", "a\nb", String(repeating: "x", count: 65)] {
            #expect(throws: SecretsError.self) { try authority.issue(client: request, as: name, at: now) }
        }
    }
}
