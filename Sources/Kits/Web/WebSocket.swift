// SPDX-License-Identifier: Apache-2.0
import CBeast
public import Loops

/// A conversation in messages, whichever side began it.
///
/// It lives on one loop and can be used from anywhere; on its loop without a hop. Pings and pongs are the engine's.
public actor WebSocket: AsyncSequence {
    public enum Message: Sendable, Equatable {
        case text(String)
        case binary([UInt8])
    }
    /// How it ended: a code of RFC 6455, and words for a log.
    public struct Closed: Error, Sendable, Equatable, CustomStringConvertible {
        public let code: Int
        public let why: String
        public var description: String { "\(why) (\(code))" }
        /// Ended by one side's saying so, and not by failure.
        public var isOrderly: Bool { [1000, 1001, 1005].contains(code) }
    }

    public nonisolated let loop: EventLoop
    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    /// How it ended, once it has.
    public private(set) var closed: Closed?
    private var raw: OpaquePointer?
    private var messages: [Message] = []
    private var isPaused = false
    private var reader: Waiter<Message?>?
    private var writers: [Waiter<Void>] = []
    private var opener: Waiter<Void>?

    private static let mostMessages = 8
    private static let highWater = 65_536

    init(on loop: EventLoop) { self.loop = loop }

    /// The next message; nil when the conversation was ended in order, a `Closed` when it broke.
    public nonisolated func receive() async throws -> Message? {
        let waiter = Waiter<Message?>()
        return try await waiter.wait { enter { $0.receive(for: waiter) } }
    }

    /// Queues the message, and waits while too much is queued.
    public nonisolated func send(_ message: Message) async throws {
        let waiter = Waiter<Void>()
        try await waiter.wait { enter { $0.send(message, for: waiter) } }
    }
    public nonisolated func send(_ text: String) async throws { try await send(.text(text)) }
    public nonisolated func send(_ bytes: [UInt8]) async throws { try await send(.binary(bytes)) }

    /// Sends what is queued, then says goodbye with a code; without effect once closed.
    public nonisolated func close(_ code: Int = 1000) {
        enter { socket in if let raw = socket.raw { hs_ws_close(raw, Int32(code)) } }
    }

    public struct Iterator: AsyncIteratorProtocol {
        let socket: WebSocket
        public mutating func next() async throws -> Message? { try await socket.receive() }
    }
    public nonisolated func makeAsyncIterator() -> Iterator { Iterator(socket: self) }

    /// Does it now if this is the loop, soon if not.
    private nonisolated func enter(_ body: @escaping @Sendable (isolated WebSocket) -> Void) {
        if loop.isCurrent { assumeIsolated(body) } else { loop.post { self.assumeIsolated(body) } }
    }

    private func receive(for waiter: Waiter<Message?>) {
        if let message = messages.first {
            guard waiter.finish(.success(message)) else { return }
            messages.removeFirst()
            guard isPaused, messages.count < Self.mostMessages / 2, let raw else { return }
            isPaused = false
            return hs_ws_resume(raw)
        }
        if let closed {
            waiter.finish(closed.isOrderly ? .success(nil) : .failure(closed))
        } else {
            reader = waiter
        }
    }

    private func send(_ message: Message, for waiter: Waiter<Void>) {
        guard let raw else {
            waiter.finish(.failure(closed ?? Closed(code: 1006, why: "not open yet")))
            return
        }
        let queued =
            switch message {
            case .text(var text): text.withUTF8 { hs_ws_send(raw, false, $0.baseAddress, $0.count) }
            case .binary(let bytes): bytes.withUnsafeBytes { hs_ws_send(raw, true, $0.baseAddress, $0.count) }
            }
        if let closed {  // for reading too slowly, inside the call
            waiter.finish(.failure(closed))
        } else if queued > Self.highWater {
            writers.append(waiter)
        } else {
            waiter.finish(.success(()))
        }
    }

    fileprivate func received(_ message: Message) -> Bool {
        if let waiter = reader.take(), waiter.finish(.success(message)) { return true }
        messages.append(message)
        isPaused = messages.count >= Self.mostMessages
        return !isPaused
    }

    fileprivate func drained() {
        let due = writers
        writers = []
        for waiter in due { waiter.finish(.success(())) }
    }

    fileprivate func opened(_ problem: WebError?) {
        opener.take()?.finish(problem.map { .failure($0) } ?? .success(()))
    }

    fileprivate func ended(_ closed: Closed) {
        (raw, self.closed) = (nil, closed)
        opener.take()?.finish(.failure(WebError.failed(closed.why)))
        reader.take()?.finish(closed.isOrderly ? .success(nil) : .failure(closed))
        let due = writers
        writers = []
        for waiter in due { waiter.finish(.failure(closed)) }
    }
}

extension WebSocket {
    /// On the loop, with what the engine made.
    nonisolated func begin(_ raw: OpaquePointer, _ opener: Waiter<Void>? = nil) {
        nonisolated(unsafe) let raw = raw  // the engine's, and the engine is on this loop
        assumeIsolated { socket in (socket.raw, socket.opener) = (raw, opener) }
    }

    /// Gives up a connection that is not open yet.
    nonisolated func abandon() {
        enter { socket in if let raw = socket.raw { hs_ws_drop(raw, 1006, "given up") } }
    }

    /// The root that the server's chain led to, as PEM: what enrollment keeps; on the client's side, while open.
    public var serverRoot: String? {
        guard let raw else { return nil }
        let pem = string(hs_ws_server_root(raw))
        return pem.isEmpty ? nil : pem
    }

    nonisolated static let callbacks = hs_ws_callbacks(
        on_open: { user, _, status, why in
            let problem = why.map { why in
                status == 0 ? WebError.failed(String(cString: why)) : .declined(status: Int(status))
            }
            of(user).assumeIsolated { $0.opened(problem) }
        },
        on_message: { user, _, isBinary, bytes, count in
            let bytes = UnsafeRawBufferPointer(start: bytes, count: count)
            let message: Message = isBinary ? .binary(Array(bytes)) : .text(String(decoding: bytes, as: UTF8.self))
            return of(user).assumeIsolated { $0.received(message) }
        },
        on_drain: { user, _ in of(user).assumeIsolated { $0.drained() } },
        on_closed: { user, _, code, why in
            guard let user else { return }
            let closed = Closed(code: Int(code), why: why.map { String(cString: $0) } ?? "")
            Unmanaged<WebSocket>.fromOpaque(user).takeRetainedValue().assumeIsolated { $0.ended(closed) }
        })

    private nonisolated static func of(_ user: UnsafeMutableRawPointer?) -> WebSocket {
        guard let user else { preconditionFailure("a callback without its socket") }
        return Unmanaged<WebSocket>.fromOpaque(user).takeUnretainedValue()
    }
}
