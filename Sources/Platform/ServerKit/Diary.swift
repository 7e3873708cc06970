// SPDX-License-Identifier: Apache-2.0
public import GateKit
import Journal
public import Lifecycle
public import Postgres
import Synchronization

/// The buffered audit: what was read, blocked or refused, written down in batches.
///
/// What changes something is audited in its own commit and never passes here. A crash may lose the last half second.
public final class Diary: Service {
    public let name = "diary"
    private let database: Database
    private let pages = Mutex<[Record]>([])
    /// How many lines were there at each of the last turns.
    private let turns = Mutex<[Int]>([])

    /// Lines that may wait for a database that is away; beyond that the newest are counted and dropped.
    private static let room = 50_000
    private static let batch = 1000
    /// Lines among which a new one looks for others of its page.
    private static let neighbours = 32

    public init(_ database: Database) { self.database = database }

    public func note(_ record: Record) {
        let isFull = pages.withLock { pages in
            // What one page asks for comes at nearly the same time.
            for at in pages.indices.suffix(Self.neighbours) where pages[at].join(record) { return false }
            guard pages.count < Self.room else { return true }
            pages.append(record)
            return false
        }
        if isFull { journal.error("audit line dropped: the database has been away too long", ["tool": record.tool]) }
    }

    public func run() async throws {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(100))
            if !Task.isCancelled { await write(ripe()) }
        }
        // In a task of its own: this one is cancelled, and must not lose lines.
        await withCheckedContinuation { continuation in
            errand("last lines of the diary") { [self] in
                await write(.max)
                continuation.resume()
            }
        }
    }

    /// Turns that a line waits for others of its page: half a second.
    ///
    /// Few lines at a time go, so that nobody else waits.
    private static let ripening = 5

    /// How many lines have waited long enough.
    private func ripe() -> Int {
        let count = pages.withLock(\.count)
        return turns.withLock { turns in
            turns.append(count)
            return turns.count > Self.ripening ? turns.removeFirst() : 0
        }
    }

    /// Writes as many lines as are named, if there are so many.
    private func write(_ most: Int) async {
        var left = most
        while left > 0 {  // ends when that is done, the pages are empty, or the database refuses
            // Taken out while they are written, so that nothing joins a line that is on its way.
            let due = pages.withLock { pages in
                let due = Array(pages.prefix(min(left, Self.batch)))
                pages.removeFirst(due.count)
                return due
            }
            guard !due.isEmpty else { return }
            left -= due.count
            turns.withLock { turns in turns = turns.map { max(0, $0 - due.count) } }
            do {
                try await database.transaction(in: .intake) { try await $0.audit(due) }
            } catch {
                pages.withLock { $0.insert(contentsOf: due, at: 0) }
                return journal.warning("audit lines wait for the database", ["lines": due.count, "why": "\(error)"])
            }
        }
    }
}
