// SPDX-License-Identifier: Apache-2.0
import Journal
public import Lifecycle
public import Postgres
import Shapes

/// The server's own housework: partitions made ahead and dropped behind, rows that are past keeping, commands that nobody
/// has answered in time.
public struct Upkeep: Service {
    public let name = "upkeep"
    private let database: Database
    private let time: Timepiece

    public init(_ database: Database, _ time: Timepiece) {
        (self.database, self.time) = (database, time)
    }

    public func run() async throws {
        var hour = 0
        while !Task.isCancelled {
            do {
                try await expire()
                let now = time.now().milliseconds / 3_600_000
                if now != hour {
                    try await keepPartitions()
                    try await sweep()
                    hour = now
                }
                try await Task.sleep(for: .seconds(30))
            } catch is CancellationError {
                return
            } catch {
                journal.warning("upkeep waits for the database", ["why": "\(error)"])
                try? await Task.sleep(for: .seconds(2))
            }
        }
    }

    /// Partitions for what comes, none for what is past keeping; the server calls it once before it takes anything in.
    public func keepPartitions() async throws {
        let row = try await database.transaction(in: .system) { session in
            try await session.one("select made, dropped from house.keep_partitions(\(time.now()))")
        }
        let (made, dropped): (Int, Int) = (try row?("made") ?? 0, try row?("dropped") ?? 0)
        if made + dropped > 0 { journal.info("partitions kept", ["made": made, "dropped": dropped]) }
    }

    /// Rows of a table that go in one transaction.
    private static let handful = 5000

    /// Deletes what is past keeping; says how many rows that were.
    @discardableResult public func sweep() async throws -> Int {
        var total = 0
        while !Task.isCancelled {
            let row = try await database.transaction(in: .system) { session in
                try await session.one("select house.sweep(\(time.now()), \(Self.handful)) as swept")
            }
            let swept: Int = try row?("swept") ?? 0
            guard swept > 0 else { break }
            total += swept
        }
        if total > 0 { journal.info("rows past keeping deleted", ["rows": total]) }
        return total
    }

    func expire() async throws {
        let now = time.now()
        _ = try await database.transaction(in: .system) { session in
            try await session.run(
                """
                update house.command set state = 'expired', finished_at = \(now), failure = 'no answer in time'
                 where state in ('queued', 'sent') and expires_at < \(now)
                """)
        }
    }
}
