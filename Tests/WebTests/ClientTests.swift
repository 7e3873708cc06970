// SPDX-License-Identifier: Apache-2.0
import Foundation
import Loops
import Testing
import Web

/// The client's side, and listeners of other kinds.
@Suite struct ClientTests {
    @Test("requests of one client share a connection") func reuse() async throws {
        let listener = Listener("test", at: .tcp("127.0.0.1", 0)) { request in
            Response(200, type: "x/y", bytes: try await request.body(limit: 1 << 20)).with("X-Method", request.method)
        }
        try await serving([listener]) { server in
            let address = try WebAddress("http://127.0.0.1:\(try #require(server.port(of: "test")))/")
            try await asking { loop in
                let client = WebClient(on: loop)
                for size in [0, 1, 100_000, 900_000] {
                    let body = [UInt8](repeating: 5, count: size)
                    let response = try await client.request("PUT", address, body: body)
                    #expect(response.header("x-method") == "PUT")
                    #expect(try await response.body(limit: 1 << 20) == body)
                }
                let head = try await client.request("HEAD", address)
                #expect(try await head.body(limit: 0) == [])
                #expect(await server.counts(of: "test").accepted == 1)
            }
        }
    }

    @Test("a kept connection that has ended meanwhile is replaced") func stale() async throws {
        var limits = Limits()
        limits.idleTime = .seconds(1)
        let listener = Listener("test", at: .tcp("127.0.0.1", 0), limits: limits) { _ in Response(200, text: "ok") }
        try await serving([listener]) { server in
            let address = try WebAddress("http://127.0.0.1:\(try #require(server.port(of: "test")))/")
            try await asking { loop in
                let client = WebClient(on: loop)
                _ = try await client.get(address).body(limit: 10)
                while await server.counts(of: "test").open > 0 { await Task.yield() }
                #expect(try await client.get(address).body(limit: 10) == Array("ok".utf8))
                #expect(await server.counts(of: "test").accepted == 2)
            }
        }
    }

    @Test("a stream is read as it comes, and an answer too long is given up") func streams() async throws {
        let handler: Listener.Handler = { _ in
            .stream(type: "x/y") { writer in
                for _ in 0..<300 { try await writer.write([UInt8](repeating: 1, count: 1_000)) }
            }
        }
        try await serving(handler: handler) { port in
            try await asking { loop in
                let client = WebClient(on: loop)
                let address = try WebAddress("http://127.0.0.1:\(port)/")
                var total = 0
                for try await part in try await client.get(address) { total += part.count }
                #expect(total == 300_000)
                await #expect(throws: WebError.tooLarge(limit: 1_000)) {
                    try await client.get(address).body(limit: 1_000)
                }
            }
        }
    }

    @Test("who sends 10 MB where 1 MB is accepted reads the refusal") func refusedUpload() async throws {
        try await serving(handler: { Response(200, type: "x/y", bytes: try await $0.body(limit: 1 << 30)) }) { port in
            try await asking { loop in
                let client = WebClient(on: loop)
                let address = try WebAddress("http://127.0.0.1:\(port)/")
                let response = try await client.request("POST", address, body: [UInt8](repeating: 0, count: 10 << 20))
                #expect(response.status == 413)
                let problem = String(decoding: try await response.body(limit: 1_000), as: UTF8.self)
                #expect(problem.contains("body_too_large"))
            }
        }
    }

    @Test("a server that is not there, does not answer or talks nonsense is named, with the reason")
    func failures() async throws {
        let handler: Listener.Handler = { request in
            if request.path == "/late" { _ = try? await Task.sleep(for: .seconds(60)) }
            return .stream(type: "x/y") { _ in throw BodyError.cutOff }
        }
        try await serving(handler: handler) { port in
            try await asking { loop in
                var limits = ClientLimits()
                limits.answerTime = .seconds(1)
                let client = WebClient(on: loop, limits: limits)
                func why(_ text: String) async -> String {
                    do {
                        return String(decoding: try await client.get(WebAddress(text)).body(limit: 9), as: UTF8.self)
                    } catch { return "\(error)" }
                }
                #expect(await why("http://127.0.0.1:1/") == "http://127.0.0.1:1: Connection refused")
                #expect(await why("http://no.such.host.invalid/").contains("the name cannot be resolved"))
                #expect(await why("http://127.0.0.1:\(port)/late").contains("no answer in time"))
                #expect(await why("http://127.0.0.1:\(port)/").contains("before its answer was complete"))
                #expect(await why("ftp://x/").contains("only http, https, ws and wss"))
                #expect(await why("https://127.0.0.1:\(port)/").contains("nothing was given"))
            }
        }
    }

    @Test("giving up ends the exchange on the server, too") func cancellation() async throws {
        let (begins, began) = AsyncStream<Void>.makeStream()
        let (ends, ended) = AsyncStream<Bool>.makeStream()
        let handler: Listener.Handler = { _ in
            began.yield()
            try? await Task.sleep(for: .seconds(600))
            ended.yield(Task.isCancelled)
            return Response(200)
        }
        try await serving(handler: handler) { port in
            try await asking { loop in
                let client = WebClient(on: loop)
                let address = try WebAddress("http://127.0.0.1:\(port)/")
                await withTaskGroup { group in
                    group.addTask { await #expect(throws: (any Error).self) { try await client.get(address) } }
                    await begins.first { true }
                    group.cancelAll()
                }
                #expect(await ends.first { _ in true } == true)
            }
        }
    }

    @Test("everything of a request happens on its loop") func onLoop() async throws {
        let handler: Listener.Handler = { request in
            let before = request.loop.isCurrent
            await Task.yield()
            _ = try await request.body(limit: 10)
            return Response(200, text: "\(before && request.loop.isCurrent)")
        }
        try await serving(handler: handler) { port in
            let answer = try await EventLoop.running { loop in
                let client = WebClient(on: loop)
                let response = try await client.request("POST", try WebAddress("http://127.0.0.1:\(port)/"), body: [1])
                let text = String(decoding: try await response.body(limit: 10), as: UTF8.self)
                return text + " \(loop.isCurrent)"
            }
            #expect(answer == "true true")
        }
    }

    @Test("a UNIX socket is ours alone, and tells who asks") func unixSocket() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString.prefix(8)).sock")
            .path
        let listener = Listener("local", at: .unix(path)) { request in
            Response(200, text: request.peerUID.map { "\($0)" } ?? "nobody")
        }
        try await serving([listener]) { _ in
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            try await asking { loop in
                let response = try await WebClient(on: loop).get(WebAddress(socket: path, target: "/"))
                #expect(try await response.body(limit: 100) == Array("\(getuid())".utf8))
            }
            #expect(throws: Server.CannotListen.self) { try Server([listener]).start(on: []) }
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a socket that a dead server left behind is taken over; another file is not") func leftovers() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString.prefix(8)).sock")
            .path
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(dead, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(dead)
        let listener = Listener("local", at: .unix(path)) { _ in Response(204) }
        try await serving([listener]) { _ in
            try await asking { loop in
                let response = try await WebClient(on: loop).get(WebAddress(socket: path, target: "/"))
                #expect(response.status == 204)
            }
        }
        try Data("precious".utf8).write(to: URL(filePath: path))
        #expect(throws: Server.CannotListen.self) { try Server([listener]).start(on: []) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        try FileManager.default.removeItem(atPath: path)
    }

    @Test("a port in use is named, and nothing else was begun") func portInUse() async throws {
        let first = Listener("first", at: .tcp("127.0.0.1", 0)) { _ in Response(200) }
        try await serving([first]) { server in
            let port = try #require(server.port(of: "first"))
            let second = Server([
                Listener("other", at: .tcp("127.0.0.1", 0)) { _ in Response(200) },
                Listener("console", at: .tcp("127.0.0.1", port)) { _ in Response(200) },
            ])
            let error = #expect(throws: Server.CannotListen.self) { try second.start(on: []) }
            #expect(
                error?.description == "console: cannot listen on 127.0.0.1:\(port): Address already in use: "
                    + "another program listens there; stop it or choose another port")
            #expect(second.port(of: "other") == nil)
        }
    }

    @Test("listeners of one server have handlers and limits of their own, on several loops") func several() async throws
    {
        var small = Limits()
        small.bodyBytes = 10
        let listeners = [
            Listener("console", at: .tcp("127.0.0.1", 0)) {
                Response(200, text: "console \(try await $0.body(limit: 99).count)")
            },
            Listener("health", at: .tcp("127.0.0.1", 0), limits: small) { _ in Response(200, text: "healthy") },
        ]
        try await serving(listeners, loops: 3) { server in
            let (console, health) = (try #require(server.port(of: "console")), try #require(server.port(of: "health")))
            let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n01234567890123456789"
            for _ in 0..<20 {
                let wire = try Wire(port: console)
                wire.send(request)
                #expect(try wire.answer().text == "console 20")
                let other = try Wire(port: health)
                other.send(request)
                #expect(try other.answer().status == 413)
            }
            #expect(await server.counts(of: "console").accepted == 20)
        }
    }

    @Test("a server that stops ends what is idle, and lets what runs come to its end") func draining() async throws {
        let (begins, began) = AsyncStream<Void>.makeStream()
        let (permits, permit) = AsyncStream<Void>.makeStream()
        let listener = Listener("test", at: .tcp("127.0.0.1", 0)) { request in
            if request.path == "/long" {
                began.yield()
                await permits.first { true }
            }
            return Response(200, text: "done")
        }
        try await serving([listener]) { server in
            let port = try #require(server.port(of: "test"))
            let (idle, busy) = (try Wire(port: port), try Wire(port: port))
            idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try idle.answer().text == "done")
            busy.send("GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
            await begins.first { true }
            async let stopped: Void = server.stop(grace: .seconds(60))
            #expect(try await elsewhere { try idle.rest() } == "")
            #expect(throws: (any Error).self) { try Wire(port: port) }
            permit.yield()
            let answer = try await elsewhere { try busy.answer() }
            #expect(answer.text == "done")
            #expect(answer.header("connection") == "close")
            #expect(try await elsewhere { try busy.rest() } == "")
            await stopped
        }
    }
}
