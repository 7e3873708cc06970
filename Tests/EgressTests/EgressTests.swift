// SPDX-License-Identifier: Apache-2.0
import Glibc
import Loops
import Synchronization
import Testing
import Web

@testable import Egress

/// The way out, with servers of this machine as the world.
///
/// 127.0.0.2 stands for the internet: it is allowed. 127.0.0.1 stands for what must not be reached.
@Suite struct EgressTests {
    static let rules: EgressRules = {
        var rules = EgressRules()
        rules.allowsPlain = true
        rules.allowed = [Network("127.0.0.2")].compactMap(\.self)
        return rules
    }()

    /// A server at the allowed address, while `body` runs.
    private func world(
        at address: String = "127.0.0.2", handler: @escaping Listener.Handler, _ body: (UInt16) async throws -> Void
    ) async throws {
        let loop = EventLoop()
        loop.start()
        defer { loop.stop(grace: 0) }
        let server = Server([Listener("world", at: .tcp(address, 0), handler: handler)])
        try server.start(on: [loop])
        do { try await body(try #require(server.port(of: "world"))) } catch {
            await server.stop(grace: .zero)
            throw error
        }
        await server.stop(grace: .zero)
    }

    private func refusal(_ egress: Egress, _ request: EgressRequest) async -> EgressError? {
        do {
            _ = try await egress.send(request).body()
            return nil
        } catch { return error as? EgressError }
    }

    @Test("a request arrives as it is, and its answer comes back") func plain() async throws {
        let handler: Listener.Handler = { request in
            let body = String(decoding: try await request.body(limit: 1 << 20), as: UTF8.self)
            let facts = [request.method, request.target, request.header("x-key") ?? "", body]
            return Response(201, text: facts.joined(separator: "|")).with("X-Answer", "yes")
        }
        try await world(handler: handler) { port in
            let egress = Egress(Self.rules)
            for (method, body) in [("GET", ""), ("POST", "hello"), ("POST", ""), ("PUT", "x"), ("DELETE", "")] {
                let answer = try await egress.send(
                    EgressRequest(
                        method, "http://127.0.0.2:\(port)/p?q=1", headers: [("X-Key", "k")], body: Array(body.utf8)))
                #expect(answer.status == 201)
                #expect(answer.header("x-answer") == "yes")
                #expect(String(decoding: try await answer.body(), as: UTF8.self) == "\(method)|/p?q=1|k|\(body)")
            }
        }
    }

    @Test(
        "what leads to ourselves is not turned to, however it is written",
        arguments: [
            "127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f.1", "0x7f000001", "127.1", "0", "[::1]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "[64:ff9b::127.0.0.1]", "127.0.0.1.", "LOCALHOST",
        ])
    func ourselves(host: String) async throws {
        let visits = Mutex(0)
        let handler: Listener.Handler = { _ in
            visits.withLock { $0 += 1 }
            return Response(200)
        }
        try await world(at: "127.0.0.1", handler: handler) { port in
            let error = await refusal(Egress(Self.rules), EgressRequest("GET", "http://\(host):\(port)/"))
            #expect(error != nil)
            if let error, case .forbidden = error {
            } else {
                #expect(host.hasPrefix("[64") || host.hasSuffix("."), "\(error as Any)")
            }
            #expect(visits.withLock { $0 } == 0)
        }
    }

    @Test(
        "metadata services and neighbors are not turned to",
        arguments: [
            "169.254.169.254", "2852039166", "[fd00:ec2::254]", "[fe80::1]", "10.0.0.1", "192.168.0.1",
            "100.100.100.200",
        ])
    func metadata(host: String) async {
        let error = await refusal(Egress(Self.rules), EgressRequest("GET", "http://\(host)/latest/meta-data/"))
        guard case .forbidden? = error else { return #expect(host.hasPrefix("[f"), "\(error as Any)") }
    }

    @Test("a name whose first address is allowed is not followed to its second") func rebinding() async throws {
        let visits = Mutex(0)
        let handler: Listener.Handler = { _ in
            visits.withLock { $0 += 1 }
            return Response(200)
        }
        try await world(at: "127.0.0.1", handler: handler) { port in
            let egress = Egress(Self.rules, resolving: ["rebind.example:\(port):127.0.0.2,127.0.0.1"])
            let error = await refusal(egress, EgressRequest("GET", "http://rebind.example:\(port)/"))
            #expect(error == .forbidden(address: "127.0.0.1"))
            #expect(visits.withLock { $0 } == 0)
        }
    }

    static let elsewhere = [
        "http://169.254.169.254/latest/", "http://127.0.0.1:1/", "http://2130706433/", "http://[::ffff:127.0.0.1]/",
        "http://localhost/", "http://10.0.0.1/",
    ]

    @Test("a redirect is judged like the first address", arguments: elsewhere)
    func redirected(to place: String) async throws {
        try await world(handler: { _ in .redirect(to: place, status: 302) }) { port in
            var request = EgressRequest("GET", "http://127.0.0.2:\(port)/")
            request.redirects = 3
            let error = await refusal(Egress(Self.rules), request)
            guard case .forbidden? = error else {
                Issue.record("\(error as Any)")
                return
            }
        }
    }

    @Test(
        "a redirect to another kind of address is not followed",
        arguments: ["file:///etc/passwd", "gopher://127.0.0.2/", "ftp://127.0.0.2/"])
    func strange(place: String) async throws {
        try await world(handler: { _ in .redirect(to: place, status: 302) }) { port in
            var request = EgressRequest("GET", "http://127.0.0.2:\(port)/")
            request.redirects = 3
            guard case .invalid? = await refusal(Egress(Self.rules), request) else {
                Issue.record("it was followed")
                return
            }
        }
    }

    @Test("redirects are answers unless they are wanted, and then have an end") func redirects() async throws {
        let handler: Listener.Handler = {
            $0.path == "/end" ? Response(200, text: "end") : .redirect(to: $0.path == "/once" ? "/end" : "/")
        }
        try await world(handler: handler) { port in
            let egress = Egress(Self.rules)
            #expect(try await egress.send(EgressRequest("GET", "http://127.0.0.2:\(port)/once")).status == 303)
            var request = EgressRequest("GET", "http://127.0.0.2:\(port)/once")
            request.redirects = 1
            let answer = try await egress.send(request)
            #expect(answer.status == 200)
            #expect(try await answer.body() == Array("end".utf8))
            request.address = "http://127.0.0.2:\(port)/"
            #expect(await refusal(egress, request) == .tooManyRedirects)
        }
    }

    @Test("an answer that is too long is given up, by its length and by what comes", arguments: [true, false])
    func huge(byLength: Bool) async throws {
        let handler: Listener.Handler = { _ in
            guard !byLength else { return Response(200, type: "x/y", bytes: [UInt8](repeating: 1, count: 2 << 20)) }
            return .stream(type: "x/y") { writer in
                while true { try await writer.write([UInt8](repeating: 1, count: 9_999)) }
            }
        }
        try await world(handler: handler) { port in
            var request = EgressRequest("GET", "http://127.0.0.2:\(port)/")
            request.limit = 1 << 20
            #expect(await refusal(Egress(Self.rules), request) == .tooLarge(limit: 1 << 20))
        }
    }

    @Test("an answer that stands still is given up, and so is one that never begins", arguments: ["/never", "/stall"])
    func stalls(path: String) async throws {
        let handler: Listener.Handler = { request in
            if request.path == "/never" { try await Task.sleep(for: .seconds(600)) }
            return .stream(type: "x/y") { writer in
                try await writer.write("begun")
                try await Task.sleep(for: .seconds(600))
            }
        }
        try await world(handler: handler) { port in
            var request = EgressRequest("GET", "http://127.0.0.2:\(port)\(path)")
            (request.deadline, request.stall) = (nil, .seconds(1))
            #expect(await refusal(Egress(Self.rules), request) == .tooSlow)
            (request.deadline, request.stall) = (.seconds(1), .seconds(600))
            #expect(await refusal(Egress(Self.rules), request) == .tooSlow)
        }
    }

    @Test("a slow reader holds up the sender, and nothing is lost") func backpressure() async throws {
        let written = Mutex(0)
        let handler: Listener.Handler = { _ in
            .stream(type: "x/y") { writer in
                for number in 0..<4_000 {
                    try await writer.write([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 10_000))
                    written.withLock { $0 += 10_000 }
                }
            }
        }
        try await world(handler: handler) { port in
            var request = EgressRequest("GET", "http://127.0.0.2:\(port)/")
            request.limit = 64 << 20
            let answer = try await Egress(Self.rules).send(request)
            var (still, before) = (0, -1)
            while still < 1_000 {  // until the writer has come to rest, though nobody has read
                await Task.yield()
                let now = written.withLock { $0 }
                still = now == before ? still + 1 : 0
                before = now
            }
            #expect(before < 40_000_000)
            var total = 0
            for try await part in answer { total += part.count }
            #expect(total == 40_000_000)
        }
    }

    @Test("giving up ends the transfer, and so does dropping its answer") func cancellation() async throws {
        let (begins, began) = AsyncStream<Void>.makeStream()
        let (ends, ended) = AsyncStream<Bool>.makeStream()
        let handler: Listener.Handler = { request in
            began.yield()
            if request.path == "/wait" {
                try? await Task.sleep(for: .seconds(600))
                ended.yield(Task.isCancelled)
                return Response(200)
            }
            return .stream(type: "x/y") { writer in
                try await writer.write("begun")
                try? await Task.sleep(for: .seconds(600))
                ended.yield(Task.isCancelled)
            }
        }
        try await world(handler: handler) { port in
            let egress = Egress(Self.rules)
            await withTaskGroup { group in
                group.addTask {
                    await #expect(throws: (any Error).self) {
                        try await egress.send(EgressRequest("GET", "http://127.0.0.2:\(port)/wait"))
                    }
                }
                await begins.first { true }
                group.cancelAll()
            }
            #expect(await ends.first { _ in true } == true)
            var answer: EgressResponse? = try await egress.send(EgressRequest("GET", "http://127.0.0.2:\(port)/"))
            #expect(answer?.status == 200)
            answer = nil
            #expect(await ends.first { _ in true } == true)
        }
    }

    @Test("the proxies of the environment are not asked") func environment() async throws {
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        defer { unsetenv("http_proxy") }
        try await world(handler: { _ in Response(200, text: "ok") }) { port in
            let answer = try await Egress(Self.rules).send(EgressRequest("GET", "http://127.0.0.2:\(port)/"))
            #expect(try await answer.body() == Array("ok".utf8))
        }
    }

    @Test("no more is asked of others than is allowed at a time") func crowded() async throws {
        var rules = Self.rules
        rules.transfers = 1
        let handler: Listener.Handler = { _ in
            .stream(type: "x/y") { writer in
                try await writer.write("begun")
                try await Task.sleep(for: .seconds(600))
            }
        }
        try await world(handler: handler) { port in
            let egress = Egress(rules)
            let request = EgressRequest("GET", "http://127.0.0.2:\(port)/")
            let first = try await egress.send(request)
            #expect(await refusal(egress, request) == .tooMany)
            withExtendedLifetime(first) {}
        }
    }
}
