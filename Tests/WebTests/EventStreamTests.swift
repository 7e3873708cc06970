// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Web

/// Server-sent events.
@Suite struct EventStreamTests {
    @Test("an event is lines that end with an empty one, and no value can add a field") func lines() {
        #expect(StreamedEvent("a").text == "data: a\n\n")
        #expect(
            StreamedEvent("a\nb\r\nc\rd", id: "1", name: "n").text
                == "id: 1\nevent: n\ndata: a\ndata: b\ndata: c\ndata: d\n\n")
        #expect(StreamedEvent("", id: "1\ndata: x", name: "a\rb").text == "id: 1 data: x\nevent: a b\ndata: \n\n")
    }

    @Test("events arrive as they come, and comments between them") func beats() async throws {
        let (permits, permit) = AsyncStream<Void>.makeStream()
        let handler: Listener.Handler = { _ in
            .events(heartbeat: .milliseconds(50)) { stream in
                try await stream.send(retryAfter: .seconds(3))
                try await stream.send(StreamedEvent("one", id: "1"))
                await permits.first { true }
                try await stream.send(StreamedEvent("two", id: "2"))
            }
        }
        try await serving(handler: handler) { port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let head = try wire.answer(hasBody: false)
            #expect(head.header("content-type") == "text/event-stream")
            #expect(head.header("cache-control") == "no-store")
            #expect(try wire.chunk() == "retry: 3000\n\n")
            #expect(try wire.chunk() == "id: 1\ndata: one\n\n")
            #expect(try wire.chunk() == ":\n\n")
            permit.yield()
            var next = try wire.chunk()
            while next == ":\n\n" { next = try wire.chunk() }
            #expect(next == "id: 2\ndata: two\n\n")
            #expect(try wire.chunk() == "")
        }
    }

    @Test("a listener who leaves is noticed, and the telling ends") func leaving() async throws {
        let (ends, ended) = AsyncStream<Bool>.makeStream()
        let handler: Listener.Handler = { _ in
            .events(heartbeat: .seconds(600)) { stream in
                try await stream.send(StreamedEvent("one"))
                try? await Task.sleep(for: .seconds(600))
                ended.yield(Task.isCancelled)
            }
        }
        try await serving(handler: handler) { port in
            let wire = try Wire(port: port)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try wire.answer(hasBody: false)
            wire.reset()
            #expect(await ends.first { _ in true } == true)
        }
    }

    @Test("one who does not read holds up the telling, and is given up; heartbeats do not pile up")
    func backpressure() async throws {
        var limits = Limits()
        limits.writeTime = .seconds(1)
        let (ends, ended) = AsyncStream<Int>.makeStream()
        let handler: Listener.Handler = { _ in
            .events(heartbeat: .milliseconds(1)) { stream in
                var count = 0
                defer { ended.yield(count) }
                for _ in 0..<1_000_000 {
                    try await stream.send(StreamedEvent(String(repeating: "x", count: 1_000)))
                    count += 1
                }
            }
        }
        try await serving(limits: limits, handler: handler) { port in
            let wire = try Wire(port: port, receiving: 4_096)
            wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let told = await ends.first { _ in true } ?? 0
            #expect(told > 0 && told < 100_000)
            withExtendedLifetime(wire) {}
        }
    }

    @Test("HEAD of a stream without end has an end") func head() async throws {
        let handler: Listener.Handler = { _ in
            .stream(type: "x/y") { writer in while true { try await writer.write("more") } }
        }
        try await serving(handler: handler) { port in
            let wire = try Wire(port: port)
            wire.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer(hasBody: false).status == 200)
            wire.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try wire.answer(hasBody: false).status == 200)
        }
    }
}
