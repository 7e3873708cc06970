// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import Web

/// Who believes whom, over TLS.
@Suite struct TrustTests {
    static let certificates = Result { try Certificates() }

    /// A TLS server of `holder`'s on a loop of its own, and the port to reach it at.
    private func asked(
        _ holder: Certificates.Holder, clients: ServerTLS.Clients = .anonymous, host: String = "localhost",
        as identity: ClientTLS.Identity? = nil, trusting trust: ClientTLS.Trust
    ) async throws -> (status: Int, text: String, root: String?) {
        let handler: Listener.Handler = { request in
            Response(200, text: request.peerCertificate.map { "\($0.count) bytes" } ?? "nobody")
        }
        let tls = try ServerTLS(chain: holder.chain, key: holder.key, clients: clients)
        let listener = Listener("tls", at: .tcp("127.0.0.1", 0), tls: tls, handler: handler)
        return try await serving([listener]) { server in
            let port = try #require(server.port(of: "tls"))
            return try await asking { loop in
                let client = WebClient(on: loop, tls: try ClientTLS(trusting: trust, as: identity))
                let response = try await client.get(try WebAddress("https://\(host):\(port)/"))
                let text = String(decoding: try await response.body(limit: 1000), as: UTF8.self)
                return (response.status, text, response.serverRoot)
            }
        }
    }

    private func refusal(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "no refusal"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "the right CA and the right name are believed, by name and by address", arguments: ["localhost", "127.0.0.1"])
    func believed(host: String) async throws {
        let world = try Self.certificates.get()
        let answer = try await asked(world.server, host: host, trusting: .authority(.text(world.root)))
        #expect(answer.status == 200)
        #expect(answer.text == "nobody")
        #expect(answer.root == world.root)
    }

    @Test("the right pin is believed, in either way of writing it, and yields the root") func pinned() async throws {
        let world = try Self.certificates.get()
        let bare = world.rootFingerprint.filter { $0 != ":" }.lowercased()
        for pin in [world.rootFingerprint, bare] {
            let answer = try await asked(world.server, trusting: .pinned(pin))
            #expect(answer.status == 200)
            #expect(answer.root == world.root)
        }
    }

    @Test("another CA is refused, and says so") func wrongAuthority() async throws {
        let world = try Self.certificates.get()
        let why = await refusal { _ = try await asked(world.server, trusting: .authority(.text(world.strangerRoot))) }
        #expect(why.contains("https://localhost:") && why.contains("not trusted"), "\(why)")
        let system = await refusal { _ = try await asked(world.server, trusting: .system) }
        #expect(system.contains("not trusted"), "\(system)")
    }

    @Test("another host's certificate is refused, whatever vouches for it") func wrongHost() async throws {
        let world = try Self.certificates.get()
        for trust in [ClientTLS.Trust.authority(.text(world.root)), .pinned(world.rootFingerprint)] {
            let why = await refusal { _ = try await asked(world.otherHost, trusting: trust) }
            #expect(why.contains("the server's certificate is for another host"), "\(why)")
        }
    }

    @Test("another pin is refused and names what was presented") func wrongPin() async throws {
        let world = try Self.certificates.get()
        let why = await refusal { _ = try await asked(world.server, trusting: .pinned(world.strangerFingerprint)) }
        let presented = world.rootFingerprint.filter { $0 != ":" }.lowercased()
        #expect(why.contains("pinned root") && why.contains("it presents \(presented)"), "\(why)")
        let rootless = await refusal {
            _ = try await asked(world.rootlessServer, trusting: .pinned(world.rootFingerprint))
        }
        #expect(rootless.contains("it presents no root at all"), "\(rootless)")
    }

    @Test("a chain that shows the pinned root but does not lead to it is refused") func falseChain() async throws {
        let world = try Self.certificates.get()
        guard case .text(let chain) = world.stranger.chain else { return }
        let impostor = Certificates.Holder(chain: .text(chain + world.root), key: world.stranger.key)
        let why = await refusal { _ = try await asked(impostor, trusting: .pinned(world.rootFingerprint)) }
        #expect(why.contains("not trusted"), "\(why)")
    }

    @Test("a client's certificate arrives, verified") func identified() async throws {
        let world = try Self.certificates.get()
        let trust = ClientTLS.Trust.authority(.text(world.root))
        for clients in [ServerTLS.Clients.mayIdentify(.text(world.root)), .mustIdentify(.text(world.root))] {
            let answer = try await asked(world.server, clients: clients, as: world.client.identity, trusting: trust)
            #expect(answer.text.hasSuffix(" bytes"))
        }
        let optional = try await asked(world.server, clients: .mayIdentify(.text(world.root)), trusting: trust)
        #expect(optional.text == "nobody")
    }

    @Test("a client without a certificate, or with a stranger's, is refused where one is required")
    func unidentified() async throws {
        let world = try Self.certificates.get()
        for identity in [nil, world.stranger.identity] {
            let why = await refusal {
                _ = try await asked(
                    world.server, clients: .mustIdentify(.text(world.root)), as: identity,
                    trusting: .authority(.text(world.root)))
            }
            #expect(why.contains("certificate required") || why.contains("unknown ca"), "\(why)")
        }
        let offered = await refusal {
            _ = try await asked(
                world.server, clients: .mayIdentify(.text(world.root)), as: world.stranger.identity,
                trusting: .authority(.text(world.root)))
        }
        #expect(offered.contains("unknown ca"), "\(offered)")
    }

    @Test("a new certificate serves new connections") func renewal() async throws {
        let world = try Self.certificates.get()
        let tls = try ServerTLS(chain: world.otherHost.chain, key: world.otherHost.key)
        let listener = Listener("tls", at: .tcp("127.0.0.1", 0), tls: tls) { _ in Response(200) }
        try await serving([listener], loops: 2) { server in
            let address = try WebAddress("https://localhost:\(try #require(server.port(of: "tls")))/")
            try await asking { loop in
                let client = WebClient(on: loop, tls: try ClientTLS(trusting: .authority(.text(world.root))))
                #expect(await refusal { _ = try await client.get(address) }.contains("another host"))
                server.replace(try ServerTLS(chain: world.server.chain, key: world.server.key), on: "tls")
                _ = await server.counts(of: "tls")  // each loop has come past it
                for _ in 0..<10 { #expect(try await client.get(address).status == 200) }
            }
        }
    }

    @Test("tickets of one loop are good on another, and keep the client's certificate") func tickets() async throws {
        let world = try Self.certificates.get()
        let tls = try ServerTLS(
            chain: world.server.chain, key: world.server.key, clients: .mustIdentify(.text(world.root)))
        let handler: Listener.Handler = { request in
            Response(200, text: "\(request.peerCertificate?.count ?? 0)").with("Connection", "close")
        }
        let listener = Listener("tls", at: .tcp("127.0.0.1", 0), tls: tls, handler: handler)
        try await serving([listener], loops: 2) { server in
            let address = try WebAddress("https://localhost:\(try #require(server.port(of: "tls")))/")
            try await asking { loop in
                let trust = try ClientTLS(trusting: .authority(.text(world.root)), as: world.client.identity)
                var seen: Set<String> = []
                for _ in 0..<10 {
                    let answer = try await WebClient(on: loop, tls: trust).get(address).body(limit: 100)
                    seen.insert(String(decoding: answer, as: UTF8.self))
                }
                #expect(seen.count == 1 && seen != ["0"])
            }
        }
    }

    @Test("certificates can be given by their files") func files() async throws {
        let world = try Self.certificates.get()
        let file = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: file) }
        guard case .text(let chain) = world.server.chain, case .text(let key) = world.server.key else { return }
        try (chain + key).write(to: file, atomically: true, encoding: .utf8)
        let filed = Certificates.Holder(chain: .file(file.path), key: .file(file.path))
        let answer = try await asked(filed, trusting: .authority(.file(file.path)))
        #expect(answer.root == world.root)
    }

    @Test("what cannot be used as a certificate says which, and why") func unusable() async throws {
        let world = try Self.certificates.get()
        let key = world.server.key
        let cases: [(String, () throws -> Void)] = [
            ("certificate /nowhere: cannot be read", { _ = try ServerTLS(chain: .file("/nowhere"), key: key) }),
            ("holds no certificate", { _ = try ServerTLS(chain: .text("x"), key: key) }),
            ("does not fit", { _ = try ServerTLS(chain: world.server.chain, key: world.client.key) }),
            ("64 hexadecimal digits", { _ = try ClientTLS(trusting: .pinned("abcd")) }),
            ("not hexadecimal", { _ = try ClientTLS(trusting: .pinned("hello")) }),
        ]
        for (expected, attempt) in cases {
            let why = await refusal { try attempt() }
            #expect(why.contains(expected), "\(why)")
        }
    }

    @Test("plain words to a TLS port end there, and so do TLS words to a plain one") func mixedUp() async throws {
        let world = try Self.certificates.get()
        let tls = try ServerTLS(chain: world.server.chain, key: world.server.key)
        try await serving([
            Listener("tls", at: .tcp("127.0.0.1", 0), tls: tls) { _ in Response(200) },
            Listener("plain", at: .tcp("127.0.0.1", 0)) { _ in Response(200) },
        ]) { server in
            let wire = try Wire(port: try #require(server.port(of: "tls")))
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try !wire.rest().contains("200"))
            let port = try #require(server.port(of: "plain"))
            try await asking { loop in
                let client = WebClient(on: loop, tls: try ClientTLS(trusting: .authority(.text(world.root))))
                let why = await refusal { _ = try await client.get(try WebAddress("https://localhost:\(port)/")) }
                #expect(why.contains("TLS handshake failed"), "\(why)")
            }
        }
    }
}
