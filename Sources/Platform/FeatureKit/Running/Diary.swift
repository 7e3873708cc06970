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
            try? await Task.sleep(for: .milliseconds(500))
            if !Task.isCancelled { await write() }
        }
        // In a task of its own: this one is cancelled, and must not lose lines.
        await withCheckedContinuation { continuation in
            errand("last lines of the diary") { [self] in
                await write()
                continuation.resume()
            }
        }
    }

    /// Writes all that has been noted so far.
    public func write() async {
        while true {  // ends when the pages are empty or the database refuses
            // Taken out while they are written, so that nothing joins a line that is on its way.
            let due = pages.withLock { pages in
                defer { pages.removeFirst(min(Self.batch, pages.count)) }
                return Array(pages.prefix(Self.batch))
            }
            guard !due.isEmpty else { return }
            do {
                try await database.transaction(in: .intake) { try await $0.audit(due) }
            } catch {
                pages.withLock { $0.insert(contentsOf: due, at: 0) }
                return journal.warning("audit lines wait for the database", ["lines": due.count, "why": "\(error)"])
            }
        }
    }
}
