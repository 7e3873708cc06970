// SPDX-License-Identifier: Apache-2.0
/// One transaction on a leased connection.
///
/// It can be neither copied nor kept nor shared with another task: whoever borrows it must be done when they return.
public struct Session: ~Copyable {
    let lease: Lease

    public borrowing func rows(_ sql: SQL, limit: Int = 1000) async throws -> [Row] {
        try await all([sql], limit: limit)[0]
    }

    public borrowing func one(_ sql: SQL) async throws -> Row? { try await rows(sql, limit: 1).first }

    /// Runs a statement for its effect and says how many rows it touched.
    @discardableResult public borrowing func run(_ sql: SQL) async throws -> Int {
        try await lease.run([sql])[0].touched
    }

    /// Several statements in one round trip, in order; after one that fails the rest do not run.
    @discardableResult
    public borrowing func all(_ statements: [SQL], limit: Int = 1000) async throws -> [[Row]] {
        try await lease.run(statements).map { try $0.all(upTo: limit) }
    }

    /// Nudges whoever listens to the channel as soon as this is committed, and not if it is undone.
    public borrowing func nudge(_ channel: StaticString) { lease.nudges.add(channel.description) }

    /// Undoes what `body` did if it throws, and only that.
    @discardableResult public borrowing func nested<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await run("savepoint nested")  // the name may be in use further out: PostgreSQL means the innermost
        let result: Result
        do {
            result = try await body()
        } catch {
            try await all(["rollback to savepoint nested", "release savepoint nested"])
            throw error
        }
        try await run("release savepoint nested")
        return result
    }
}
