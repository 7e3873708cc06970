// SPDX-License-Identifier: Apache-2.0
import GateKit
import ServerKit
import Vocabulary

/// One stream: from its cursor to the end of the log, and on with what happens, until one side has had enough.
struct Following: Sendable {
    /// Why it ends.
    enum Ending: Sendable {
        /// The credential is no longer good for it.
        case revoked
        /// Events came faster than they were taken.
        case tooSlow
        case closing

        var code: String {
            switch self {
            case .revoked: "unauthenticated"
            case .tooSlow: "too_slow"
            case .closing: "unavailable"
            }
        }
    }

    let tail: Tail
    let gate: Gate
    let credential: Credential
    let caller: Principal
    let filter: Filter
    let place: Tail.Place
    let reach: Reach
    let cursor: Cursor
    let check: Duration

    /// Lookups in a row that may fail for want of a database.
    private static let patience = 6

    func run(_ tell: @escaping @Sendable (Happened) async throws -> Void) async throws -> Ending {
        try await withThrowingTaskGroup { group in
            group.addTask { try await follow(tell) }
            group.addTask { try await watch() }
            defer { group.cancelAll() }
            return try await group.next() ?? .closing
        }
    }

    private func follow(_ tell: @Sendable (Happened) async throws -> Void) async throws -> Ending {
        var heard = cursor.position
        // The place was taken before: what comes between the last page and its first event is in both.
        while true {  // ends at the end of the log
            let page = try await tail.page(after: heard, in: reach)
            for event in page where filter.lets(event) { try await tell(event) }
            heard = page.last?.position ?? heard
            if page.count < Tail.pageSize { break }
        }
        for await event in place.events where event.position > heard && filter.lets(event) { try await tell(event) }
        try Task.checkCancellation()
        return tail.isClosed ? .closing : .tooSlow
    }

    /// Asks again and again whether the credential still is what it was.
    private func watch() async throws -> Ending {
        var failures = 0
        while failures < Self.patience {
            try await Task.sleep(for: check)
            do {
                let now = try await gate.caller(credential)
                guard now.may(.events), now.reach == caller.reach,
                    let (_, sight) = try await tail.sight(of: now.reach, only: filter.organization)
                else { return .revoked }
                tail.move(place, to: sight)
                failures = 0
            } catch Refusal.unauthenticated {
                return .revoked
            } catch {
                failures += 1
            }
        }
        return .closing
    }
}
