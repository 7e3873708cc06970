// SPDX-License-Identifier: Apache-2.0
import GateKit
import Markup
import Reception
import Secrets
import Shapes
import Synchronization
import Vocabulary
import Web

extension ConsoleDoor {
    /// `/live?of=/devices`: whatever changes on a page while somebody looks at it.
    ///
    /// The page is asked again in its viewer's name, every time anew, so what ends a session ends the stream.
    func live(_ visit: Visit) -> Reply {
        guard let target = visit.spot.query("of").flatMap(ownPath), !target.hasPrefix("/live") else {
            return notFound(visit.spot, in: visit.frame)
        }
        guard let seat = audience.seat(for: visit.caller.id) else {
            return problem(.tooManyPages, 429, in: visit.frame)
        }
        var watched = visit
        watched.spot = Spot(target: target)
        watched.scope = watched.spot.query(Scope.parameter).flatMap { Scope($0) }
        let page = watched
        return .plain(
            .stream(type: "text/event-stream") { writer in
                defer { seat.leave() }
                try await self.watch(page, writer)
            }.with("X-Accel-Buffering", "no"))
    }

    /// Turns after which the browser comes back, by itself, for the next ones: a page's own clock is set anew then.
    private static let turns = 150
    private static let pause = Duration.seconds(2)

    private func watch(_ page: Visit, _ writer: BodyWriter) async throws {
        var (page, seen) = (page, Seen())
        try await writer.write("retry: 2000\n\n")
        for turn in 0..<Self.turns {
            let began = now()
            // The first asking is a view of the page like any other; its line in the audit tells of them all.
            page.isRepeated = turn > 0
            guard case .page(let node, 200) = await read(page.spot.parts, page) else {
                return try await writer.write("event: over\ndata: \n\n")
            }
            let scoped = page.scope.map { scope in node.leading { scope.kept(in: $0) } } ?? node
            let parts = scoped.liveParts
            // A row that has left the window has no news of its own.
            let rows = Array(parts.map(\.id).filter { $0.hasPrefix("r-") }.joined(separator: " ").utf8)
            if seen.isNew(rows, at: "rows") { try await writer.write(event("rows", rows)) }
            for part in parts {
                let html = part.part.bytes(naming: assets.names)
                if seen.isNew(html, at: part.id) { try await writer.write(event("part", html)) }
            }
            try await writer.write("event: beat\ndata: \(now())\n\n")
            // Whoever costs much asks less often.
            let took = now() - began
            guard await audience.isOpen(for: max(Self.pause, took * 10)) else { return }
        }
    }

    private func event(_ name: String, _ html: [UInt8]) -> [UInt8] {
        let lines = html.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
        var bytes = Array("event: \(name)\n".utf8)
        if lines.isEmpty { bytes += Array("data: \n".utf8) }
        for line in lines { bytes += Array("data: ".utf8) + line + [0x0A] }
        return bytes + [0x0A]
    }
}

/// What a browser has been told of each part of its page.
private struct Seen {
    private var digests: [String: Digest] = [:]

    mutating func isNew(_ html: [UInt8], at id: String) -> Bool {
        let digest = Digest(of: html)
        return digests.updateValue(digest, forKey: id) != digest
    }
}

/// Who listens to pages now; a person's tabs are bounded, and all of them end when the server does.
final class Audience: Sendable {
    private struct State {
        var seats: [String: Int] = [:]
        var isClosed = false
    }
    private let state = Mutex(State())

    /// Pages that one person may have open at a time, as far as they listen.
    private static let most = 12
    /// How often a listener looks whether the server is ending.
    private static let glance = Duration.milliseconds(250)

    struct Seat: Sendable {
        fileprivate let audience: Audience
        fileprivate let person: String
        func leave() { audience.state.withLock { $0.seats[person, default: 1] -= 1 } }
    }

    func seat(for person: String) -> Seat? {
        state.withLock { state in
            guard !state.isClosed, state.seats[person, default: 0] < Self.most else { return nil }
            state.seats[person, default: 0] += 1
            return Seat(audience: self, person: person)
        }
    }

    func close() { state.withLock { $0.isClosed = true } }

    /// Waits; false as soon as there is nothing more to wait for.
    func isOpen(for pause: Duration) async -> Bool {
        var left = min(pause, .seconds(60))
        while left > .zero {  // ends: the pause does
            guard !state.withLock(\.isClosed), !Task.isCancelled else { return false }
            try? await Task.sleep(for: Self.glance)
            left -= Self.glance
        }
        return !Task.isCancelled
    }
}

extension Problem {
    fileprivate static let tooManyPages = Problem(
        "Too many pages", what: "More pages of this console are open than can be kept up to date.",
        remedy: "Close some of them.")
}
