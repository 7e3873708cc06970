// SPDX-License-Identifier: Apache-2.0
import Glibc
import Loops
import Testing
import Web

/// Those who take their time, or take it from others.
@Suite struct SlownessTests {
    static let echo = AbuseTests.echo
    /// As short as they can be, so that a test of them ends soon.
    static var impatient: Limits {
        var limits = Limits()
        (limits.headerTime, limits.bodyTime, limits.idleTime) = (.seconds(1), .seconds(1), .seconds(1))
        return limits
    }

    /// Says one byte after another until the server has had enough; false if it never has.
    private func trickle(_ wire: Wire) async -> Bool {
        for _ in 0..<6_000 {
            guard wire.send("x"), !wire.hasNews else { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test("a head that trickles gets 408, however steadily it comes", arguments: ["", "GET / HTTP/1.1\r\nX: "])
    func slowHead(begin: String) async throws {
        try await serving(limits: Self.impatient, handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send(begin)
            #expect(await trickle(wire))
            let said = try wire.rest()
            #expect(said.hasPrefix("HTTP/1.1 408 "))
            #expect(said.contains(#""code":"request_timeout""#))
        }
    }

    @Test("a body that stops gets 408") func stoppedBody() async throws {
        try await serving(limits: Self.impatient, handler: Self.echo) { port in
            let wire = try Wire(port: port)
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly this")
            #expect(try wire.answer().status == 408)
        }
    }

    @Test("a body that trickles gets 408, though others upload as they should") func slowBody() async throws {
        try await serving(limits: Self.impatient, handler: Self.echo) { port in
            let (slow, brisk) = (try Wire(port: port), try Wire(port: port))
            let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
            slow.send(head)
            brisk.send(head)
            var isOver = false
            for _ in 0..<122 where !isOver {
                brisk.send([UInt8](repeating: 0x79, count: 8_192))  // each renews its deadline
                for _ in 0..<10 where !isOver {
                    isOver = !slow.send("x") || slow.hasNews
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            #expect(isOver)
            #expect(try slow.answer().status == 408)
        }
    }

    @Test("who says nothing is shown out, before and between requests") func silence() async throws {
        try await serving(limits: Self.impatient, handler: Self.echo) { port in
            #expect(try Wire(port: port).rest() == "")
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer().status == 200)
            #expect(try wire.rest() == "")
        }
    }

    @Test("a TLS handshake that does not go on is given up") func slowHandshake() async throws {
        let world = try TrustTests.certificates.get()
        var limits = Limits()
        limits.handshakeTime = .seconds(1)
        let tls = try ServerTLS(chain: world.server.chain, key: world.server.key)
        try await serving([Listener("tls", at: .tcp("127.0.0.1", 0), tls: tls, limits: limits, handler: Self.echo)]) {
            server in
            let wire = try Wire(port: try #require(server.port(of: "tls")))
            wire.send([0x16, 0x03, 0x01, 0x02, 0x00])
            #expect(try wire.rest() == "")
            #expect(await server.counts(of: "tls").timeouts == 1)
        }
    }

    @Test("half-open sockets go with their deadline, and others are served meanwhile") func halfOpen() async throws {
        try await serving([
            Listener("test", at: .tcp("127.0.0.1", 0), limits: Self.impatient, handler: Self.echo)
        ]) { server in
            let port = try #require(server.port(of: "test"))
            let wires = try (0..<200).map { _ in try Wire(port: port) }
            for wire in wires { wire.finishSending() }
            let other = try Wire(port: port)
            other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try other.answer().status == 200)
            for wire in wires { #expect(try wire.rest() == "") }
            while await server.counts(of: "test").open > 1 { await Task.yield() }
        }
    }

    @Test("a reader who does not read holds up its writer, not the server's memory") func stalledReader() async throws {
        var limits = Limits()
        limits.writeTime = .seconds(1)
        let written = Written()
        let handler: Listener.Handler = { _ in
            .stream(type: "x/y") { writer in
                for _ in 0..<100_000 {
                    try await writer.write([UInt8](repeating: 0, count: 10_000))
                    written.add(10_000)
                }
            }
        }
        try await serving([Listener("test", at: .tcp("127.0.0.1", 0), limits: limits, handler: handler)]) { server in
            let wire = try Wire(port: try #require(server.port(of: "test")))
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            var counts = await server.counts(of: "test")
            for _ in 0..<10_000_000 where counts.timeouts == 0 {
                await Task.yield()
                counts = await server.counts(of: "test")
            }
            #expect(counts.timeouts == 1)
            #expect(written.bytes > 0 && written.bytes < 100_000_000)
        }
    }

    @Test("a reader who takes a byte now and then is no reader") func tricklingReader() async throws {
        var limits = Limits()
        limits.writeTime = .seconds(1)
        let handler: Listener.Handler = { _ in Response(200, type: "x/y", bytes: [UInt8](repeating: 7, count: 64 << 20))
        }
        try await serving([Listener("test", at: .tcp("127.0.0.1", 0), limits: limits, handler: handler)]) { server in
            let wire = try Wire(port: try #require(server.port(of: "test")), receiving: 4_096)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            var counts = await server.counts(of: "test")
            for _ in 0..<6_000 where counts.timeouts == 0 {
                _ = try wire.take(64)
                try await Task.sleep(for: .milliseconds(10))
                counts = await server.counts(of: "test")
            }
            #expect(counts.timeouts == 1)
        }
    }

    /// As many as this machine lets us have, up to 20,000.
    ///
    /// Both ends are ours: two descriptors for each socket, and some for the rest of the tests.
    static let crowd: Int = {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return min(20_000, (Int(clamping: limit.rlim_max) - 2_000) / 2)
    }()

    @Test(
        "20,000 silent sockets, or as many as this machine has descriptors for, keep nobody out",
        .enabled(if: crowd >= 2_000, "this machine allows too few descriptors for a crowd"))
    func silentCrowd() async throws {
        var limits = Limits()
        (limits.connectionsPerAddress, limits.acceptsPerSecond) = (30_000, 100_000)
        try await serving([Listener("test", at: .tcp("127.0.0.1", 0), limits: limits, handler: Self.echo)], loops: 2) {
            server in
            let port = try #require(server.port(of: "test"))
            let crowd = try (0..<Self.crowd).map { _ in try Wire(port: port) }
            while await server.counts(of: "test").open < crowd.count { await Task.yield() }
            for _ in 0..<100 {
                let wire = try Wire(port: port)
                wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try wire.answer().status == 200)
            }
            withExtendedLifetime(crowd) {}
        }
    }
}
