// SPDX-License-Identifier: Apache-2.0
import Foundation
import Programs
import Web

/// A small world of certificates, made by `openssl` in a temporary folder that goes when they are read.
struct Certificates: Sendable {
    struct Failed: Error { let what: String }

    /// Somebody with a certificate and its key.
    struct Holder: Sendable {
        let chain: PEM
        let key: PEM
        var identity: ClientTLS.Identity { ClientTLS.Identity(chain: chain, key: key) }
    }

    let root: String
    let rootFingerprint: String
    let strangerRoot: String
    let strangerFingerprint: String
    /// For `localhost` and 127.0.0.1, its chain with the root in it.
    let server: Holder
    /// The same without the root.
    let rootlessServer: Holder
    let otherHost: Holder
    let client: Holder
    let stranger: Holder

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func issue(_ name: String, by ca: String, _ extensions: [String]) throws -> Holder {
            try Self.make(name, in: folder, ["-CA", "\(ca).pem", "-CAkey", "\(ca).key"], extensions)
            let chain = try Self.text("\(name).pem", in: folder) + Self.text("\(ca).pem", in: folder)
            return Holder(chain: .text(chain), key: .text(try Self.text("\(name).key", in: folder)))
        }
        for ca in ["root", "stranger-root"] {
            try Self.make(ca, in: folder, [], ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"])
        }
        root = try Self.text("root.pem", in: folder)
        strangerRoot = try Self.text("stranger-root.pem", in: folder)
        rootFingerprint = try Self.fingerprint("root.pem", in: folder)
        strangerFingerprint = try Self.fingerprint("stranger-root.pem", in: folder)
        let here = ["subjectAltName=DNS:localhost,IP:127.0.0.1"]
        server = try issue("server", by: "root", here)
        rootlessServer = Holder(chain: .text(try Self.text("server.pem", in: folder)), key: server.key)
        otherHost = try issue("other", by: "root", ["subjectAltName=DNS:elsewhere.example"])
        client = try issue("client", by: "root", ["extendedKeyUsage=clientAuth"])
        stranger = try issue("stranger", by: "stranger-root", here)
    }

    private static func make(_ name: String, in folder: URL, _ issuer: [String], _ extensions: [String]) throws {
        try openssl(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
                + ["-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).pem"] + issuer
                + extensions.flatMap { ["-addext", $0] }
                + (issuer.isEmpty ? [] : ["-addext", "basicConstraints=critical,CA:FALSE"]), in: folder)
    }

    private static func text(_ name: String, in folder: URL) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    private static func fingerprint(_ name: String, in folder: URL) throws -> String {
        let said = try openssl(["x509", "-in", name, "-noout", "-fingerprint", "-sha256"], in: folder)
        return said.split(separator: "=").last?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    @discardableResult private static func openssl(_ arguments: [String], in folder: URL) throws -> String {
        let done = try Program("/usr/bin/openssl", arguments, in: folder.path).run()
        guard done.ending == .exited(0) else { throw Failed(what: String(decoding: done.errors, as: UTF8.self)) }
        return String(decoding: done.output, as: UTF8.self)
    }
}
