// SPDX-License-Identifier: Apache-2.0
import Glibc

extension StartupConnection {
    /// One server migrates at a time; says whether it became our turn within an hour.
    ///
    /// The lock ends with the connection. It is asked for again and again: somebody who waited inside a statement would keep an index that is built beside the
    /// work from ever being done.
    func takesTurn() throws(Complaint) -> Bool {
        for _ in 0..<36_000 {
            if try rows("select pg_try_advisory_lock(7235408419122)").first?.first == "t" { return true }
            usleep(100_000)
        }
        return false
    }

    func appliedSteps() throws(Complaint) -> [String: Applied] {
        try run(
            """
            create table if not exists schema_migration (
                name text primary key, checksum text not null, applied_at timestamptz not null default now(),
                release text, since text)
            """)
        let columns = "select from pg_attribute where attrelid = 'schema_migration'::regclass and attname = 'since'"
        if try rows(columns).isEmpty { try run("alter table schema_migration add release text, add since text") }
        let found = try rows("select name, checksum, coalesce(since, '') from schema_migration")
        return Dictionary(
            found.map { ($0[0], Applied(checksum: $0[1], since: $0[2].isEmpty ? nil : $0[2])) },
            uniquingKeysWith: { first, _ in first })
    }

    func checksum(of sql: String) -> String? {
        (try? rows("select encode(sha256(convert_to($1, 'UTF8')), 'hex')", sql))?.first?.first
    }

    private static let attempts = 15

    /// All of a step or nothing; a table that somebody is using is asked for again, rather than making others wait.
    func apply(_ step: (name: String, sql: String), _ release: Migrations.Release) throws(Migrations.Failed) {
        for attempt in 1...Self.attempts {
            do throws(Complaint) {
                if let index = indexBuiltBeside(step.sql) {
                    try build(index, by: step.sql)
                    return try record(step, release)
                }
                try run("begin")
                try run(step.sql)
                guard isInTransaction else {
                    throw Complaint(message: "it ends its transaction itself, so it cannot be undone as a whole")
                }
                try record(step, release)
                return try run("commit")
            } catch {
                try? run("rollback")
                if let index = indexBuiltBeside(step.sql) { try? dropUnfinished(index) }
                guard error.sqlstate == "55P03", attempt < Self.attempts else {
                    throw .refused(step.name, why: describe(error, in: step.sql))
                }
                // Whoever has queued behind us gets through now.
                usleep(500_000)
            }
        }
    }

    private func record(_ step: (name: String, sql: String), _ release: Migrations.Release) throws(Complaint) {
        try rows(
            """
            insert into schema_migration (name, checksum, release, since)
            values ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex'), $3, $4) returning name
            """, step.name, step.sql, release.version, release.since)
    }

    /// Outside a transaction, while others write.
    ///
    /// What an earlier try left unfinished goes first.
    private func build(_ index: String, by sql: String) throws(Complaint) {
        try dropUnfinished(index)
        try run("set lock_timeout = 0")  // it waits for everybody, and nobody waits for it
        defer { try? run("reset lock_timeout") }
        try run(sql)
    }

    private func dropUnfinished(_ index: String) throws(Complaint) {
        let invalid = "select from pg_index where not indisvalid and indexrelid = to_regclass($1)"
        if try !rows(invalid, index).isEmpty { try run("drop index concurrently \(index)") }
    }

    private func describe(_ complaint: Complaint, in sql: String) -> String {
        let line = complaint.position.map { position in
            "line \(1 + sql.unicodeScalars.prefix(position - 1).count { $0 == "\n" }): "
        }
        return (line ?? "") + complaint.message + (complaint.sqlstate.isEmpty ? "" : " (\(complaint.sqlstate))")
    }
}

/// The index that a step builds beside the work: such a step is one statement, and may be applied twice.
func indexBuiltBeside(_ sql: String) -> String? {
    let lines = sql.split(separator: "\n").drop { $0.hasPrefix("--") }
    let words = lines.joined(separator: " ").split(separator: " ").map(String.init)
    let plain = words.first { $0 == "unique" } == nil ? words : words.filter { $0 != "unique" }
    guard plain.count > 6, plain.prefix(6) == ["create", "index", "concurrently", "if", "not", "exists"] else {
        return nil
    }
    return plain[6]
}
