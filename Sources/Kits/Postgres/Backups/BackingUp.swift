// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import JSON

/// What a backup holds, written down in the moment that it was taken: what a restore is compared with.
public struct Manifest: Codable, Sendable, Equatable {
    public struct Step: Codable, Sendable, Equatable { public let name, checksum: String }

    /// When, by the database's clock.
    public let at: String
    /// PostgreSQL's version.
    public let server: String
    public let bytes: Int
    public let sha256: String
    public let migrations: [Step]
    /// How many rows each table holds, partitions with their parents.
    public let rows: [String: Int]
    public let foreignKeys: Int
    public let policies: Int

    public var rowCount: Int { rows.values.reduce(0, +) }
}

extension Archive {
    /// Writes everything into a new file that only we can read, its checksum and its manifest beside it.
    ///
    /// One moment of the database, whoever writes meanwhile.
    @discardableResult public func backUp(to path: String) throws -> Manifest {
        guard !exists(path) else { throw Failed("\(path) is there already: name another file") }
        let partial = path + ".partial"
        defer { unlink(partial) }
        unlink(partial)
        do {
            let reader = try StartupConnection(address, as: Roles.backup)
            try reader.run("begin isolation level repeatable read read only")
            let moment = try reader.rows(
                "select pg_export_snapshot(), now()::text, current_setting('server_version')")[0]
            try run("pg_dump", ["--format=custom", "--snapshot=\(moment[0])", "--file=\(partial)"], as: Roles.backup)
            let manifest = Manifest(
                at: moment[1], server: moment[2], bytes: try size(of: partial), sha256: try sha256(of: partial),
                migrations: try reader.migrations(), rows: try reader.counts(),
                foreignKeys: try reader.number(.foreignKeys), policies: try reader.number(.policies))
            try settled(partial)
            guard rename(partial, path) == 0 else { throw FileError("rename", partial) }
            let name = path.split(separator: "/").last ?? ""
            try replace(path + ".sha256", with: Array("\(manifest.sha256)  \(name)\n".utf8))
            try replace(path + ".json", with: try JSON.encode(manifest))
            return manifest
        } catch let error as Complaint {
            throw Failed("cannot read the database for a backup: \(error.message)")
        }
    }
}

/// On the disk, not only on its way there.
private func settled(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileError("open", path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw FileError("force to the disk", path) }
}

// What a manifest holds, read from a database; the same before a backup and after a restore.
extension StartupConnection {
    enum Count: String {
        case foreignKeys = "select count(*) from pg_constraint where contype = 'f' and convalidated"
        case policies = """
            select count(*) from pg_policy p join pg_class c on c.oid = p.polrelid where c.relrowsecurity
            """
    }

    func number(_ count: Count) throws(Complaint) -> Int { Int(try rows(count.rawValue)[0][0]) ?? 0 }

    func migrations() throws(Complaint) -> [Manifest.Step] {
        guard try rows("select from pg_class where oid = to_regclass('schema_migration')").count == 1 else { return [] }
        return try rows("select name, checksum from schema_migration order by applied_at, name").map {
            Manifest.Step(name: $0[0], checksum: $0[1])
        }
    }

    func counts() throws(Complaint) -> [String: Int] {
        let tables = try rows(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_|^information_schema$'
             order by 1
            """)
        var counts: [String: Int] = [:]
        for table in tables { counts[table[0]] = Int(try rows("select count(*) from \(table[0])")[0][0]) }
        return counts
    }
}
