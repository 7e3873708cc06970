// SPDX-License-Identifier: Apache-2.0
/// The steps by which a database became what it is: only forward, each once, in order, as the owner of everything.
public struct Migrations: Sendable {
    let steps: [(name: String, sql: String)]

    public init(_ steps: [(name: String, sql: String)]) {
        precondition(Set(steps.map(\.name)).count == steps.count, "two migrations of one name")
        self.steps = steps
    }

    /// Why a program must not go on with this database.
    public enum Failed: Error, Equatable, CustomStringConvertible {
        case changed(String)
        case unknown(String)
        case refused(String, why: String)
        case unreachable(why: String)

        public var description: String {
            switch self {
            case .changed(let name):
                "the migration \(name) is not what was applied to this database: restore it, and add a new one instead"
            case .unknown(let name):
                "a newer program has been here: this one does not know the migration \(name); "
                    + "start the newer program, or restore a backup from before"
            case .refused(let name, let why): "the migration \(name) failed, and nothing of it remains: \(why)"
            case .unreachable(let why):
                "PostgreSQL cannot be reached: \(why.replacing("\t", with: "")); start it, or correct its address"
            }
        }
    }

    /// Brings the database up to date, blocking, and says which steps that took.
    ///
    /// Of several servers that start at once, one does it and the others wait. `before` runs before the first new step
    /// of a database that has had some already: the moment for a backup.
    @discardableResult
    public func apply(
        at address: String, before: (_ first: String) throws -> Void = { _ in }
    ) throws -> [String] {
        let owner: StartupConnection
        let applied: [String: String]
        do {
            owner = try StartupConnection(address, as: Roles.owner)
            applied = try Self.register(owner)
        } catch {
            throw Failed.unreachable(why: error.message)
        }
        if let unknown = applied.keys.filter({ name in !steps.contains { $0.name == name } }).min() {
            throw Failed.unknown(unknown)
        }
        for step in steps where applied[step.name].map({ $0 != Self.checksum(of: step.sql, owner) }) ?? false {
            throw Failed.changed(step.name)
        }
        let due = steps.filter { applied[$0.name] == nil }
        if let first = due.first, !applied.isEmpty { try before(first.name) }
        for step in due { try Self.apply(step, owner) }
        return due.map(\.name)
    }

    /// What has been applied, with its checksums, once it is our turn; the lock ends with the connection.
    private static func register(_ owner: StartupConnection) throws(Complaint) -> [String: String] {
        try owner.run("set lock_timeout = 0; set statement_timeout = '10min'; select pg_advisory_lock(7235408419122)")
        try owner.run(
            """
            reset lock_timeout; reset statement_timeout;
            create table if not exists schema_migration (
                name text primary key, checksum text not null, applied_at timestamptz not null default now())
            """)
        let rows = try owner.rows("select name, checksum from schema_migration")
        return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }

    private static func checksum(of sql: String, _ owner: StartupConnection) -> String? {
        (try? owner.rows("select encode(sha256(convert_to($1, 'UTF8')), 'hex')", sql))?.first?.first
    }

    /// All of a step or nothing; a table that somebody is using is asked for again, rather than making others wait.
    private static func apply(_ step: (name: String, sql: String), _ owner: StartupConnection) throws(Failed) {
        for attempt in 1...15 {
            do throws(Complaint) {
                try owner.run("begin")
                try owner.run(step.sql)
                guard owner.isInTransaction else {
                    throw Complaint(message: "it ends its transaction itself, so it cannot be undone as a whole")
                }
                try owner.rows(
                    """
                    insert into schema_migration (name, checksum)
                    values ($1, encode(sha256(convert_to($2, 'UTF8')), 'hex')) returning name
                    """, step.name, step.sql)
                try owner.run("commit")
                return
            } catch {
                try? owner.run("rollback")
                let isLocked = error.sqlstate == "55P03"
                if isLocked, attempt < 15 { continue }
                throw .refused(step.name, why: describe(error, in: step.sql))
            }
        }
    }

    private static func describe(_ complaint: Complaint, in sql: String) -> String {
        let line = complaint.position.map { position in
            "line \(1 + sql.unicodeScalars.prefix(position - 1).count { $0 == "\n" }): "
        }
        return (line ?? "") + complaint.message + (complaint.sqlstate.isEmpty ? "" : " (\(complaint.sqlstate))")
    }
}
