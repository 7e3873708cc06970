// SPDX-License-Identifier: Apache-2.0
import Loops
import Web

/// A server on loops of its own while `body` runs, then stopped; its listeners must be named.
func serving<Result>(
    _ listeners: [Listener], loops count: Int = 1, _ body: (Server) async throws -> Result
) async throws -> Result {
    let loops = (0..<count).map { _ in EventLoop() }
    for loop in loops { loop.start() }
    defer { for loop in loops { loop.stop(grace: 0) } }
    let server = Server(listeners)
    try server.start(on: loops)
    do {
        let result = try await body(server)
        await server.stop(grace: .zero)
        return result
    } catch {
        await server.stop(grace: .zero)
        throw error
    }
}

/// One plain listener on a free port of the loopback.
func serving<Result>(
    limits: Limits = Limits(), handler: @escaping Listener.Handler, _ body: (UInt16) async throws -> Result
) async throws -> Result {
    try await serving([Listener("test", at: .tcp("127.0.0.1", 0), limits: limits, handler: handler)]) { server in
        try await body(server.port(of: "test") ?? 0)
    }
}

/// A loop for the client's side, while `body` runs.
func asking<Result>(_ body: (EventLoop) async throws -> Result) async throws -> Result {
    let loop = EventLoop()
    loop.start()
    defer { loop.stop(grace: 0) }
    return try await body(loop)
}
