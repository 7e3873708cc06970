// SPDX-License-Identifier: Apache-2.0
import Testing
import Web

/// Proxies in front, who say for whom they speak.
@Suite struct ProxyTests {
    static let handler: Listener.Handler = { Response(200, text: $0.peerAddress) }
    static let request = Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)

    static func trusting(_ networks: [String], perAddress: Int = 4_096) -> Limits {
        var limits = Limits()
        (limits.trustedProxies, limits.connectionsPerAddress) = (networks, perAddress)
        (limits.headerTime, limits.idleTime) = (.seconds(1), .seconds(10))
        return limits
    }

    /// Version 2: its mark, command and family, and addresses as they lie in memory.
    static func binary(command: UInt8 = 0x21, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
        [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, command, family]
            + [UInt8(rest.count >> 8), UInt8(rest.count & 255)] + rest
    }
    static let ipv4: [UInt8] = [192, 0, 2, 7, 192, 0, 2, 1, 0x12, 0x34, 0x01, 0xbb]
    static let ipv6: [UInt8] =
        [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [7] + [UInt8](repeating: 0, count: 16)
        + [0x12, 0x34, 0x01, 0xbb]

    static let good: [(header: [UInt8], address: String)] = [
        (Array("PROXY TCP4 192.0.2.7 192.0.2.1 4660 443\r\n".utf8), "192.0.2.7"),
        (Array("PROXY TCP6 2001:db8::7 2001:db8::1 4660 443\r\n".utf8), "2001:db8::7"),
        (Array("PROXY UNKNOWN\r\n".utf8), "127.0.0.1"),
        (Array("PROXY UNKNOWN ffff:f:f ffff 1 1\r\n".utf8), "127.0.0.1"),
        (binary(0x11, ipv4), "192.0.2.7"),
        (binary(0x21, ipv6), "2001:db8::7"),
        (binary(0x11, ipv4 + [0x04, 0x00, 0x02, 0x00, 0x00]), "192.0.2.7"),  // with an extra
        (binary(command: 0x20, 0x00, []), "127.0.0.1"),  // the proxy speaks for itself
        (binary(0x00, [1, 2, 3]), "127.0.0.1"),
    ]

    @Test("the client's address is the one that the proxy names, however the header is cut", arguments: good.indices)
    func named(index: Int) async throws {
        let (header, address) = Self.good[index]
        try await serving(limits: Self.trusting(["127.0.0.0/8"]), handler: Self.handler) { port in
            let whole = try Wire(port: port)
            whole.send(header + Self.request)
            #expect(try whole.answer().text == address)
            let cut = try Wire(port: port)
            for byte in header { cut.send([byte]) }
            cut.send(Self.request)
            #expect(try cut.answer().text == address)
        }
    }

    static let bad: [[UInt8]] = [
        request, Array("PROXY\r\n".utf8), Array("PROXY TCP4 192.0.2.7 192.0.2.1 4660\r\n".utf8),
        Array("PROXY TCP4 192.0.2 192.0.2.1 4660 443\r\n".utf8), Array("PROXY TCP4 ::1 ::1 4660 443\r\n".utf8),
        Array("PROXY TCP4 192.0.2.7 192.0.2.1 4660 70000\r\n".utf8), Array("PROXY TCP5 a b 1 2\r\n".utf8),
        Array(("PROXY UNKNOWN " + String(repeating: "x", count: 200) + "\r\n").utf8),
        binary(command: 0x31, 0x11, ipv4), binary(command: 0x22, 0x11, ipv4), binary(0x11, [192, 0, 2, 7]),
        binary(0x12, ipv4),
        binary(0x11, ipv4 + [UInt8](repeating: 0, count: 4_000)),
    ]

    @Test("from a proxy a header that is none ends the connection", arguments: bad.indices)
    func malformed(index: Int) async throws {
        try await serving(limits: Self.trusting(["127.0.0.1"]), handler: Self.handler) { port in
            let wire = try Wire(port: port)
            wire.send(Self.bad[index] + Self.request)
            #expect((try? wire.rest()) ?? "" == "")
        }
    }

    @Test("a proxy that never says for whom is given up") func silence() async throws {
        try await serving(limits: Self.trusting(["127.0.0.1"]), handler: Self.handler) { port in
            let wire = try Wire(port: port)
            wire.send("PROXY TCP4 ")
            #expect(try wire.rest() == "")
        }
    }

    @Test("from anywhere else such a header is no request", arguments: [[], ["10.0.0.0/8"], ["127.0.0.2", "::/0"]])
    func strangers(networks: [String]) async throws {
        try await serving(limits: Self.trusting(networks), handler: Self.handler) { port in
            let liar = try Wire(port: port)
            liar.send(Self.good[0].header + Self.request)
            #expect(try liar.answer().status == 400)
            let honest = try Wire(port: port)
            honest.send(Self.request)
            #expect(try honest.answer().text == "127.0.0.1")
        }
    }

    @Test("connections are counted by client, not by proxy") func counted() async throws {
        try await serving(limits: Self.trusting(["127.0.0.1"], perAddress: 2), handler: Self.handler) { port in
            func asked(by client: String) throws -> Wire {
                let wire = try Wire(port: port)
                wire.send(Array("PROXY TCP4 \(client) 192.0.2.1 1 2\r\n".utf8) + Self.request)
                return wire
            }
            let first = [try asked(by: "192.0.2.7"), try asked(by: "192.0.2.7")]
            for wire in first { #expect(try wire.answer().text == "192.0.2.7") }
            #expect((try? asked(by: "192.0.2.7").rest()) ?? "" == "")
            #expect(try asked(by: "192.0.2.8").answer().text == "192.0.2.8")
        }
    }

    @Test("TLS begins behind the header") func secure() async throws {
        let world = try TrustTests.certificates.get()
        let tls = try ServerTLS(chain: world.server.chain, key: world.server.key)
        let limits = Self.trusting(["127.0.0.1"])
        try await serving([Listener("tls", at: .tcp("127.0.0.1", 0), tls: tls, limits: limits, handler: Self.handler)])
        {
            server in
            let said = try TLSPeer.ask(
                port: try #require(server.port(of: "tls")), after: Self.good[0].header, Self.request,
                trusting: world.root)
            #expect(said.hasSuffix("\r\n\r\n192.0.2.7"))
        }
    }

    @Test("what is no network is named", arguments: ["10.0.0.0/33", "10.0.0/8", "proxy.example", "::/129", "", "/8"])
    func networks(text: String) {
        let server = Server([
            Listener("console", at: .tcp("127.0.0.1", 0), limits: Self.trusting([text]), handler: Self.handler)
        ])
        let error = #expect(throws: Server.CannotListen.self) { try server.start(on: []) }
        #expect(error?.description.hasPrefix("console: \(text) is no network of proxies") == true)
    }
}
