// SPDX-License-Identifier: Apache-2.0
import Lifecycle
import Loops
import Settings
import Web

/// The plainest service of the HTTP engine, as a program of its own: what it costs shows in its processor time.
struct Hello: Service {
    let name = "hello"
    private let server: Server
    private let loop: EventLoop

    /// 1,024 bytes, which the others serve from a file or from memory.
    static let body: [UInt8] = {
        let (head, tail) = (#"{"hello":""#, #""}"#)
        return Array((head + String(repeating: "x", count: 1024 - head.utf8.count - tail.utf8.count) + tail).utf8)
    }()

    init(_ settings: Settings, on loop: EventLoop) throws {
        self.loop = loop
        let folder = settings[Options.folder].description
        let tls = try ServerTLS(chain: .file(folder + "/chain.pem"), key: .file(folder + "/key.pem"))
        let answer: Listener.Handler = { _ in Response(200, type: "application/json", bytes: Self.body) }
        func port(_ setting: Setting<Int>) -> Listener.Address {
            .tcp("127.0.0.1", UInt16(clamping: settings[setting]))
        }
        server = Server([
            Listener("plain", at: port(Options.plain), handler: answer),
            Listener("tls", at: port(Options.secure), tls: tls, handler: answer),
        ])
    }

    func start() async throws { try server.start(on: [loop]) }
    func run() async throws {
        await untilCancelled()
        await server.stop(grace: .seconds(1))
    }
}
