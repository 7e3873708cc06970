// SPDX-License-Identifier: Apache-2.0
package import Shapes

/// The handshake's sessions on this node: who opened each, and when it was last used.
///
/// A session grants nothing: each request brings its credential, and one's session is of no use to another. A client
/// whose session is gone shakes hands again, here or on another node.
package struct Sessions: Sendable {
    private static let idleTime = Duration.seconds(1800)

    private let most: Int
    /// So that no caller's sessions drive out those of others.
    private let mostOfOne: Int

    private struct Session {
        let owner: String
        var usedAt: Instant
    }
    private var sessions: [String: Session] = [:]

    package init(most: Int = 4096, ofOne mostOfOne: Int = 32) { (self.most, self.mostOfOne) = (most, mostOfOne) }

    package mutating func open(_ id: String, for owner: String, at now: Instant) {
        sessions = sessions.filter { now - $0.value.usedAt < Self.idleTime }
        let own = sessions.filter { $0.value.owner == owner }
        if own.count >= mostOfOne { dropOldest(of: own) }
        if sessions.count >= most { dropOldest(of: sessions) }
        sessions[id] = Session(owner: owner, usedAt: now)
    }

    /// Whether there is such a session for this caller; if so it stays.
    package mutating func use(_ id: String, by owner: String, at now: Instant) -> Bool {
        guard let session = sessions[id], session.owner == owner, now - session.usedAt < Self.idleTime else {
            return false
        }
        sessions[id]?.usedAt = now
        return true
    }

    package mutating func end(_ id: String, by owner: String, at now: Instant) -> Bool {
        guard use(id, by: owner, at: now) else { return false }
        sessions[id] = nil
        return true
    }

    private mutating func dropOldest(of some: [String: Session]) {
        let oldest = some.min { ($0.value.usedAt, $0.key) < ($1.value.usedAt, $1.key) }
        if let oldest { sessions[oldest.key] = nil }
    }
}
