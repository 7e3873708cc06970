// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import Reception
public import ServerKit
import Vocabulary
public import Web

/// `/api/v1/events`: what happens, as it happens, by server-sent events or WebSocket.
///
/// At least once, in order for each organization, resumed by cursor. Knows envelopes; knows no event.
public struct StreamDoor: Sendable {
    public static let path = "/api/v1/events"

    /// How often a stream shows that it lives, and how soon it ends once its credential is revoked.
    public struct Pace: Sendable {
        public var heartbeat = Duration.seconds(15)
        public var check = Duration.seconds(10)
        public init() {}
    }

    private let gate: Gate
    private let tail: Tail
    private let pace: Pace

    public init(_ platform: Platform, pace: Pace = Pace()) {
        (gate, tail, self.pace) = (platform.gate, platform.tail, pace)
    }

    /// Ends every stream, so that the server can go down.
    public func close() { tail.close() }

    public func answer(_ request: Web.Request) async -> Web.Response {
        guard request.method == "GET" else {
            return Problem(.methodNotAllowed, "The stream of events is read with GET.")
                .response(to: request.id).with("Allow", "GET")
        }
        do throws(Refusal) {
            return try await follow(request)
        } catch {
            return Problem(error).response(to: request.id)
        }
    }

    private func follow(_ request: Web.Request) async throws(Refusal) -> Web.Response {
        let filter = try filter(of: request)
        let credential = try request.credential()
        let caller = try await gate.caller(credential)
        guard caller.may(.events) else { throw .forbidden(permission: "\(Permission.events)") }
        do {
            guard let (reach, sight) = try await tail.sight(of: caller.reach, only: filter.organization) else {
                throw Refusal.notFound("organization \(filter.organization.map { "\($0)" } ?? "")")
            }
            let place = try tail.join(caller, sight)
            let ends = try await tail.ends()
            // Whoever comes back names where it was; the address that it came by may be older.
            let cursor = try (request.header("last-event-id") ?? filter.cursor).map { try Cursor($0) }
            if let cursor, cursor.position + 1 < ends.oldest || cursor.position > ends.newest {
                return Self.gone.response(to: request.id)
            }
            let following = Following(
                tail: tail, gate: gate, credential: credential, caller: caller, filter: filter, place: place,
                reach: reach, cursor: cursor ?? Cursor(ends.newest), check: pace.check)
            return request.isWebSocket ? socket(following) : events(following)
        } catch { throw Refusal(error) }
    }

    /// The organization may be named as in any other call, too.
    private func filter(of request: Web.Request) throws(Refusal) -> Filter {
        var filter = try Filter(request.query)
        if filter.organization == nil { filter.organization = try request.organization() }
        return filter
    }

    private static let gone = Problem(.gone, "What happened after this cursor is not kept any more.")

    private func events(_ following: Following) -> Web.Response {
        .events(heartbeat: pace.heartbeat) { stream in
            try await stream.send(retryAfter: .seconds(3))
            try await stream.send(StreamedEvent("{}", id: following.cursor.text, name: "ready"))
            let ending = try await following.run { event in
                try await stream.send(StreamedEvent(event.envelope, id: Cursor(event.position).text))
            }
            try await stream.send(StreamedEvent(#"{"code":"\#(ending.code)"}"#, name: "end"))
        }
    }

    private func socket(_ following: Following) -> Web.Response {
        .webSocket { socket in
            try await socket.send(#"{"ready":true,"cursor":"\#(following.cursor.text)"}"#)
            let ending = try await withThrowingTaskGroup { group in
                group.addTask {
                    try await following.run { event in
                        try await socket.send(
                            #"{"cursor":"\#(Cursor(event.position).text)","event":\#(event.envelope)}"#)
                    }
                }
                group.addTask {  // nothing is to be said to us; its end is the peer's leaving
                    while try await socket.receive() != nil {}
                    return Following.Ending.closing
                }
                defer { group.cancelAll() }
                return try await group.next() ?? .closing
            }
            socket.close(ending.goodbye)
        }
    }
}

extension Following.Ending {
    /// In the numbers of RFC 6455.
    fileprivate var goodbye: Int {
        switch self {
        case .revoked: 1008
        case .tooSlow: 1013
        case .closing: 1001
        }
    }
}
