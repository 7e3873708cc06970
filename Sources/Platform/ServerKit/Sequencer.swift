// SPDX-License-Identifier: Apache-2.0
import Journal
public import Lifecycle
public import Postgres

/// Moves what happened from the outbox into the log, numbered in the order in which it became visible.
///
/// Any number of servers may run one: the database lets one through at a time.
public struct Sequencer: Service {
    public let name = "sequencer"
    private let database: Database

    private static let batch = 1000

    public init(_ database: Database) { self.database = database }

    public func run() async throws {
        while !Task.isCancelled {
            do {
                while try await move() == Self.batch {}
                try await Task.sleep(for: .milliseconds(100))
            } catch is CancellationError {
                return
            } catch {
                journal.warning("events wait for the database", ["why": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Says how many it moved.
    func move() async throws -> Int {
        let moved: Int = try await database.transaction(in: .system) { session in
            try await session.one("select house.sequence_events(\(Self.batch)) as moved")?("moved") ?? 0
        }
        if moved > 0 { database.notify("house_events") }  // to every server's tail
        return moved
    }
}
