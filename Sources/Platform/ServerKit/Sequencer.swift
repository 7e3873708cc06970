// SPDX-License-Identifier: Apache-2.0
import GateKit
public import Lifecycle
public import Postgres

/// Moves what happened from the outbox into the log, numbered in the order in which it became visible.
///
/// Any number of servers may run one: the database lets one through at a time.
public struct Sequencer: Service {
    public let name = "sequencer"
    private let database: Database

    private static let batch = 1000

    private let rounds: Rounds

    /// Looks at least so often, should no nudge come.
    public init(_ database: Database, every: Duration = .seconds(1)) {
        self.database = database
        rounds = Rounds(channel: Channel.events, database: database, every: every)
    }

    public func run() async throws {
        await rounds.go("events") { while try await move() == Self.batch {} }
    }

    /// Says how many it moved.
    package func move() async throws -> Int {
        try await database.transaction(in: .system) { session in
            let row = try await session.one("select house.sequence_events(\(Self.batch)) as moved")
            let moved: Int = try row?("moved") ?? 0
            if moved > 0 { session.nudge(Channel.log) }  // every server's tail
            return moved
        }
    }
}
