// SPDX-License-Identifier: Apache-2.0
import Loops
import Synchronization
import Testing
import Web

/// Going down without losing what was asked.
@Suite struct DrainTests {
    /// What the server did, by the names that the clients gave it.
    private final class Ledger: Sendable {
        private let names = Mutex(Set<String>())
        func add(_ name: String) { names.withLock { _ = $0.insert(name) } }
        var all: Set<String> { names.withLock { $0 } }
    }

    /// Asks until the server says that it was the last time, or until it is gone; every request must be answered.
    private static func ask(_ name: String, at port: UInt16, _ answered: Ledger) throws {
        let wire = try Wire(port: port)
        for count in 0..<1_000_000 {
            wire.send("POST /\(name)-\(count) HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            let answer = try wire.answer()
            answered.add(answer.text)
            if answer.header("connection") == "close" { return }
        }
    }

    @Test("a server that goes down under load answers all that it was asked", arguments: [false, true])
    func underLoad(isBusy: Bool) async throws {
        let (done, answered) = (Ledger(), Ledger())
        let listener = Listener("test", at: .tcp("127.0.0.1", 0)) { request in
            if isBusy { for _ in 0..<20 { await Task.yield() } }
            done.add(String(request.path))
            return Response(200, text: String(request.path))
        }
        try await serving([listener], loops: 2) { server in
            let port = try #require(server.port(of: "test"))
            try await withThrowingTaskGroup { group in
                for number in 0..<16 {
                    group.addTask { try await elsewhere { try Self.ask("\(number)", at: port, answered) } }
                }
                while answered.all.count < 500 { await Task.yield() }
                await server.stop(grace: .seconds(60))
                try await group.waitForAll()
            }
            #expect(done.all == answered.all)
            #expect(done.all.count >= 500)
        }
    }

    @Test("who has come but not been let in yet is answered, too") func backlog() async throws {
        var limits = Limits()
        limits.acceptsPerSecond = 1
        let listener = Listener("test", at: .tcp("127.0.0.1", 0), limits: limits) {
            Response(200, text: String($0.path))
        }
        try await serving([listener]) { server in
            let port = try #require(server.port(of: "test"))
            let wires = try (0..<20).map { _ in try Wire(port: port) }
            for (number, wire) in wires.enumerated() { wire.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n") }
            #expect(try wires[0].answer().text == "/0")
            async let stopped: Void = server.stop(grace: .seconds(60))
            let answers = try await elsewhere { try wires.dropFirst().map { try $0.answer().text } }
            #expect(answers == (1..<20).map { "/\($0)" })
            await stopped
        }
    }

    @Test("a request whose head is on its way is waited for, and the last of its connection") func begun() async throws
    {
        let listener = Listener("test", at: .tcp("127.0.0.1", 0)) { _ in Response(200, text: "done") }
        try await serving([listener]) { server in
            let port = try #require(server.port(of: "test"))
            let (begun, idle) = (try Wire(port: port), try Wire(port: port))
            idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try idle.answer().text == "done")
            begun.send("GET / HTTP/1.1\r\nHo")
            async let stopped: Void = server.stop(grace: .seconds(60))
            let answer = try await elsewhere {
                _ = try idle.rest()  // it ends: the server is going down
                begun.send("st: x\r\n\r\n")
                return try begun.answer()
            }
            #expect(answer.text == "done")
            #expect(answer.header("connection") == "close")
            await stopped
        }
    }

    @Test("a stream that does not end is ended when its time is over") func endless() async throws {
        let (ends, ended) = AsyncStream<Bool>.makeStream()
        let listener = Listener("test", at: .tcp("127.0.0.1", 0)) { _ in
            .stream(type: "x/y") { writer in
                try await writer.write("begun")
                try? await Task.sleep(for: .seconds(600))
                ended.yield(Task.isCancelled)
            }
        }
        try await serving([listener]) { server in
            let wire = try Wire(port: try #require(server.port(of: "test")))
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try wire.answer(hasBody: false)
            await server.stop(grace: .seconds(1))
            #expect(await ends.first { _ in true } == true)
        }
    }
}
