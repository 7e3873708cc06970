// SPDX-License-Identifier: Apache-2.0
import CBeast
import Loops

/// One request of a client, from its beginning to the last part of the answer.
actor Inquiry {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private let client: WebClient
    private var raw: OpaquePointer?
    private var asker: Waiter<WebResponse>?
    private var reader: Waiter<[UInt8]?>?
    private var end: Result<Void, WebError>?

    init(_ client: WebClient) { (self.client, loop) = (client, client.loop) }

    nonisolated static func of(_ user: UnsafeMutableRawPointer?) -> Inquiry {
        guard let user else { preconditionFailure("a callback without its request") }
        return Unmanaged<Inquiry>.fromOpaque(user).takeUnretainedValue()
    }
    nonisolated static func take(_ user: UnsafeMutableRawPointer?) -> Inquiry? {
        user.map { Unmanaged<Inquiry>.fromOpaque($0).takeRetainedValue() }
    }

    /// Asks, and waits for the head of the answer.
    nonisolated func head(
        _ begin: @escaping @Sendable (OpaquePointer, UnsafeMutableRawPointer) -> OpaquePointer
    ) async throws -> WebResponse {
        let waiter = Waiter<WebResponse>()
        return try await waiter.wait {
            client.enter { raw in
                nonisolated(unsafe) let begun = begin(raw, Unmanaged.passRetained(self).toOpaque())  // of this loop
                self.assumeIsolated { inquiry in (inquiry.raw, inquiry.asker) = (begun, waiter) }
            }
        } onCancel: { [self] in
            cancel()
        }
    }

    /// The next part of the answer's body; nil at its end.
    nonisolated func part() async throws -> [UInt8]? {
        let waiter = Waiter<[UInt8]?>()
        return try await waiter.wait {
            client.enter { _ in self.assumeIsolated { $0.read(for: waiter) } }
        } onCancel: { [self] in
            cancel()
        }
    }

    nonisolated func cancel() {
        loop.post { self.assumeIsolated { inquiry in if let raw = inquiry.raw { hs_req_cancel(raw) } } }
    }

    private func read(for waiter: Waiter<[UInt8]?>) {
        guard let raw else {
            waiter.finish(end.map { $0.map { nil }.mapError { $0 } } ?? .success(nil))
            return
        }
        reader = waiter
        hs_req_read(raw)  // may answer inside the call
    }

    func answered(_ status: Int, _ headers: [Header]) {
        guard let asker = asker.take() else { return }
        let root = raw.map { string(hs_req_server_root($0)) }
        let response = WebResponse(
            status: status, headers: headers, serverRoot: root?.isEmpty == false ? root : nil,
            owner: WebResponse.Owner(self))
        asker.finish(.success(response))
    }

    func received(_ part: [UInt8]?) { reader.take()?.finish(.success(part)) }

    func ended(_ why: String?) {
        raw = nil
        let failure = why.map { WebError.failed($0) }
        end = failure.map { .failure($0) } ?? .success(())
        asker.take()?.finish(.failure(failure ?? .failed("the answer ended before it began")))
        reader.take()?.finish(failure.map { .failure($0) } ?? .success(nil))
    }
}

/// A server's answer: its head at once, its body part by part.
public struct WebResponse: Sendable, AsyncSequence {
    public let status: Int
    public let headers: [Header]
    /// The root that the server's chain led to, as PEM: what enrollment keeps.
    public let serverRoot: String?
    fileprivate let owner: Owner

    public func header(_ name: String) -> String? { headers.first(name) }

    /// The whole body, if it is at most `limit` bytes.
    public func body(limit: Int) async throws -> [UInt8] {
        var body: [UInt8] = []
        for try await part in self {
            body = body.isEmpty ? part : body + part
            guard body.count <= limit else { throw WebError.tooLarge(limit: limit) }
        }
        return body
    }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let owner: Owner
        public mutating func next() async throws -> [UInt8]? { try await owner.inquiry.part() }
    }
    public func makeAsyncIterator() -> Iterator { Iterator(owner: owner) }

    /// Ends the exchange when the answer is dropped before it was read to its end.
    fileprivate final class Owner: Sendable {
        let inquiry: Inquiry
        init(_ inquiry: Inquiry) { self.inquiry = inquiry }
        deinit { inquiry.cancel() }
    }
}
