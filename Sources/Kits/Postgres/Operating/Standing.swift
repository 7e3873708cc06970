// SPDX-License-Identifier: Apache-2.0

/// How a database stands, for whoever looks after it.
public struct Standing: Codable, Sendable {
    public struct Table: Codable, Sendable { public let table: String, rows: Int, deadRows: Int }
    public struct Partition: Codable, Sendable { public let table: String, newest: String, count: Int }

    public let server: String
    public let bytes: Int
    public let connections: Int
    public let connectionLimit: Int
    /// How long the oldest open transaction has been going on, in seconds: what is dead since then cannot be removed.
    public let oldestTransactionSeconds: Double
    public let migrations: Int
    public let newestMigration: String
    public let newestMigrationAt: String
    public let partitions: [Partition]
    /// Those with the most dead rows.
    public let deadRows: [Table]
    /// Bytes of write-ahead log on the disk, and since the last statistics were reset.
    public let walBytes: Int
    public let walWrittenBytes: Int
    public let walSince: String
    /// Of what tables and indexes are read for, the part that was in memory.
    public let cacheHitRatio: Double

    fileprivate init(asking reader: StartupConnection) throws {
        let facts = try reader.rows(Self.facts)[0]
        (server, bytes, connections, connectionLimit) = (
            facts[0], Int(facts[1]) ?? 0, Int(facts[2]) ?? 0, Int(facts[3]) ?? 0
        )
        (oldestTransactionSeconds, walBytes) = (Double(facts[4]) ?? 0, Int(facts[5]) ?? 0)
        (walWrittenBytes, walSince, cacheHitRatio) = (Int(facts[6]) ?? 0, facts[7], Double(facts[8]) ?? 0)
        let hasSteps = try !reader.migrations().isEmpty
        let steps = hasSteps ? try reader.rows(Self.steps)[0] : ["0", "", ""]
        (migrations, newestMigration, newestMigrationAt) = (Int(steps[0]) ?? 0, steps[1], steps[2])
        partitions = try reader.rows(Self.newest).map { Partition(table: $0[0], newest: $0[1], count: Int($0[2]) ?? 0) }
        deadRows = try reader.rows(Self.dead).map {
            Table(table: $0[0], rows: Int($0[1]) ?? 0, deadRows: Int($0[2]) ?? 0)
        }
    }

    private static let facts = """
        select current_setting('server_version'), pg_database_size(current_database()),
               (select count(*) from pg_stat_activity where backend_type = 'client backend'),
               current_setting('max_connections'),
               coalesce((select extract(epoch from max(now() - xact_start)) from pg_stat_activity
                          where pid <> pg_backend_pid() and backend_type = 'client backend'), 0),
               (select coalesce(sum(size), 0) from pg_ls_waldir()), w.wal_bytes, w.stats_reset::text,
               coalesce(d.blks_hit::float8 / nullif(d.blks_hit + d.blks_read, 0), 1)
          from pg_stat_wal w, pg_stat_database d where d.datname = current_database()
        """

    private static let steps = """
        select count(*), (array_agg(name order by applied_at desc, name desc))[1], max(applied_at)::text
          from schema_migration
        """

    private static let newest = """
        select format('%I.%I', n.nspname, p.relname), max(c.relname), count(*)
          from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_class c on c.oid = i.inhrelid
          join pg_namespace n on n.oid = p.relnamespace
         where p.relkind = 'p' group by 1 order by 1 limit 100
        """

    private static let dead = """
        select format('%I.%I', schemaname, relname), n_live_tup, n_dead_tup from pg_stat_user_tables
         where n_dead_tup > 0 order by n_dead_tup desc limit 10
        """
}

extension Archive {
    public func standing() throws -> Standing {
        do {
            return try Standing(asking: try StartupConnection(address, as: Roles.backup))
        } catch let error as Complaint {
            throw Failed("cannot ask the database: \(error.message)")
        }
    }
}
