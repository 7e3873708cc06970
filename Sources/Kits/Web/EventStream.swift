// SPDX-License-Identifier: Apache-2.0
import Loops

/// One event of a stream of them, as `text/event-stream` writes it.
public struct StreamedEvent: Sendable, Equatable {
    /// What a browser that comes back names as `Last-Event-ID`.
    public var id: String?
    public var name: String?
    public var data: String
    public init(_ data: String, id: String? = nil, name: String? = nil) {
        (self.data, self.id, self.name) = (data, id, name)
    }

    /// Its lines; none can begin a field of its own, whatever the values hold.
    var text: String {
        var text = ""
        if let id { text += "id: \(Self.oneLine(id))\n" }
        if let name { text += "event: \(Self.oneLine(name))\n" }
        // Every end of a line that the format knows; "\r\n" is one.
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: { "\r\n\u{0A}\u{0D}".contains($0) }) {
            text += "data: \(line)\n"
        }
        return text + "\n"
    }

    private static func oneLine(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
    }
}

/// Where the events of a stream are written to.
public struct EventWriter: Sendable {
    fileprivate let body: BodyWriter

    /// Waits while the peer reads more slowly than this writes; throws once the peer has gone.
    public func send(_ event: StreamedEvent) async throws { try await body.write(event.text) }
    /// How long a browser is to wait before it comes back.
    public func send(retryAfter delay: Duration) async throws {
        try await body.write("retry: \(delay.milliseconds)\n\n")
    }
}

extension Response {
    /// Events as they come, until `tell` returns or the peer leaves, which cancels it.
    ///
    /// A comment goes out every `heartbeat`, so that whoever is between knows that the stream lives, and a peer that has
    /// vanished is noticed by what it does not take.
    public static func events(
        heartbeat: Duration, _ tell: @escaping @Sendable (EventWriter) async throws -> Void
    ) -> Response {
        let response = Response.stream(type: "text/event-stream") { body in
            try await withThrowingTaskGroup { group in
                group.addTask { try await tell(EventWriter(body: body)) }
                group.addTask {
                    while true {  // until cancelled: the stream has ended
                        try await Task.sleep(for: heartbeat)
                        try body.murmur(":\n\n")
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
        // A proxy that gathers a body before it passes it on would keep the events to itself.
        return response.with("Cache-Control", "no-store").with("X-Accel-Buffering", "no")
    }
}
