// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import Postgres
import Rehearsal
import Testing

/// The database's own catalog, walked: what row security and a later distribution by organization rest on.
@Suite(.world(furtherFeatures)) struct CatalogTests {
    /// Rows as the migrations' owner sees the catalog.
    func rows(_ sql: SQL) async throws -> [Row] {
        try await World.current.database.reading(in: Context(role: "breeze_owner", settings: [:])).rows(
            sql, limit: 5000)
    }
    func names(_ sql: SQL) async throws -> [String] { try await rows(sql).map { try $0("name") } }

    static let ours: SQL = "n.nspname in ('public', 'house')"
    /// Tables that belong to no organization, each with its reason in the migration that makes it.
    static let exempt = ["house.partner", "house.organization_tables", "public.schema_migration"]

    @Test("every table was made for organizations, or is one of the few that belong to none") func tables() async throws
    {
        let strangers = try await names(
            """
            select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where \(sql: Self.ours) and c.relkind in ('r', 'p') and not c.relispartition
               and n.nspname || '.' || c.relname <> all (\(Self.exempt)::text[])
               and not exists (select from house.organization_tables t where t.name = n.nspname || '.' || c.relname)
            """)
        #expect(strangers == [])
    }

    @Test("row security is on and forced, on tables and on every partition") func forced() async throws {
        let open = try await names(
            """
            select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where \(sql: Self.ours) and c.relkind in ('r', 'p')
               and n.nspname || '.' || c.relname not in ('house.organization_tables', 'public.schema_migration')
               and not (c.relrowsecurity and c.relforcerowsecurity)
            """)
        #expect(open == [])
    }

    @Test("each table has one policy for each breadth of scope, with one comparison") func policies() async throws {
        let lacking = try await names(
            """
            select t.name from house.organization_tables t
             where t.name <> 'house.scope_member'
               and (select count(*) from pg_policy p where p.polrelid = t.name::regclass and p.polname in ('org', 'partner', 'scoped')) <> 3
            """)
        #expect(lacking == [])
        let public_ = try await names(
            """
            select c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid where 0 = any (p.polroles)
            """)
        #expect(public_ == [], "a policy for everybody is OR-ed with the others")
    }

    @Test("each of them compares with the caller's own scope, word for word the same in every table") func comparisons()
        async throws
    {
        let written = try await rows(
            """
            select distinct p.polname as name, p.polcmd::text as command,
                   replace(pg_get_expr(p.polqual, p.polrelid), '\"', '') as condition, p.polwithcheck is null as both
              from pg_policy p join house.organization_tables t on t.name::regclass = p.polrelid
             where p.polname in ('org', 'partner', 'scoped') and t.name <> 'house.scope_member' order by 1
            """
        ).map {
            try "\($0("name") as String) \($0("command") as String) \($0("both") as Bool) \($0("condition") as String)"
        }
        #expect(written.count == 3, "\(written)")
        for (line, words) in zip(
            written, ["org * true (org_id =", "partner * true (partner_id =", "scoped * true (org_id ="])
        {
            #expect(line.hasPrefix(words) && line.contains("current_setting('app."), "\(line)")
        }
    }

    @Test("what the audit says nobody can change or take away") func immutable() async throws {
        let hands = try await names(
            """
            select r.rolname as name from pg_roles r where r.rolname like 'breeze_%' and r.rolname <> 'breeze_owner'
               and not r.rolsuper and (has_table_privilege(r.oid, 'house.audit', 'update')
                   or has_table_privilege(r.oid, 'house.audit', 'delete') or has_table_privilege(r.oid, 'house.audit', 'truncate'))
            """)
        #expect(hands == [])
    }

    @Test("nobody is granted a partition, and nothing is granted to everybody") func grants() async throws {
        let reached = try await names(
            """
            select distinct c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace,
                   aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
             where \(sql: Self.ours) and c.relispartition and r.rolname <> 'breeze_owner'
            """)
        #expect(reached == [])
        let everybody = try await names(
            """
            select distinct c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace,
                   aclexplode(c.relacl) a where \(sql: Self.ours) and a.grantee = 0
            """)
        #expect(everybody == [])
    }

    @Test("a view asks in its caller's name") func views() async throws {
        let owners = try await names(
            """
            select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where \(sql: Self.ours) and c.relkind = 'v'
               and not coalesce('security_invoker=true' = any (c.reloptions), false)
            """)
        #expect(owners == [])
    }

    @Test("every unique key and every foreign key between organizations' tables carries the organization")
    func keys() async throws {
        let unique = try await names(
            """
            select i.indexrelid::regclass::text as name from pg_index i join house.organization_tables t
                on i.indrelid = t.name::regclass
             where i.indisunique and not exists (
                select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'org_id'
                   and a.attnum = any (i.indkey::int2[]))
            """)
        #expect(unique == [])
        let foreign = try await names(
            """
            select c.conname as name from pg_constraint c
              join house.organization_tables t on c.conrelid = t.name::regclass
              join house.organization_tables f on c.confrelid = f.name::regclass
             where c.contype = 'f' and not exists (
                select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'org_id' and a.attnum = any (c.conkey))
            """)
        #expect(foreign == [])
    }

    @Test("the pair of organization and partner cannot lie") func pairs() async throws {
        let loose = try await names(
            """
            select t.name from house.organization_tables t where t.name <> 'house.organization'
               and not exists (select from pg_constraint c where c.conrelid = t.name::regclass and c.contype = 'f'
                   and c.confrelid = 'house.organization'::regclass and array_length(c.conkey, 1) = 2)
            """)
        #expect(loose == [])
    }

    @Test("no role of ours may bypass row security but the system's and the backup's, and none is a superuser")
    func roles() async throws {
        let strong = try await names(
            "select rolname as name from pg_roles where rolname like 'breeze%' and (rolsuper or rolbypassrls) order by 1"
        )
        let ours = ["breeze_backup", "breeze_system"]
        #expect(strong == ours || strong == ["breeze_backup", "breeze_root", "breeze_system"])
    }

    @Test("who makes backups may read every table and change none") func backups() async throws {
        let wrong = try await names(
            """
            select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p') and n.nspname !~ '^pg_|^information_schema$'
               and (not has_table_privilege('breeze_backup', c.oid, 'select')
                    or has_table_privilege('breeze_backup', c.oid, 'insert, update, delete, truncate, trigger'))
            """)
        #expect(wrong == [])
    }

    @Test("without a scope there is nothing", arguments: ["breeze_org", "breeze_partner", "breeze_scoped"])
    func scopeless(role: String) async throws {
        let settings = ["breeze_org": "app.orgs", "breeze_partner": "app.partner", "breeze_scoped": "app.scope"]
        let setting = try #require(settings[role])
        let context: Context =
            switch role {
            case "breeze_org": Context(role: "breeze_org", settings: [setting: ""])
            case "breeze_partner": Context(role: "breeze_partner", settings: [setting: ""])
            default: Context(role: "breeze_scoped", settings: [setting: ""])
            }
        let reading = try World.current.database.reading(in: context)
        let tables = try await names("select name from house.organization_tables order by name")
        #expect(tables.count > 10)
        // Tables that the role may not read at all show it nothing either.
        let seen = try await reading.rows(
            """
            select t as name from unnest(\(tables)::text[]) as t
             where has_table_privilege(t, 'select')
               and query_to_xml('select 1 from ' || t || ' limit 1', true, false, '')::text like '%<row%'
            """, limit: 100)
        #expect(try seen.map { try $0("name") as String } == [])
        let all = try await rows(
            "select count(*) as count from unnest(\(tables)::text[]) as t where has_table_privilege(\(role), t, 'select')"
        )
        #expect(try all[0]("count") as Int > 10)
    }

    /// Tables whose rows stand for something that is there, and go with it; all others end by time.
    static let lasting: Set = [
        "house.organization", "house.site", "house.scope_member", "house.job", "house.intake_mark", "house.outbox",
        "access_person", "devices_device", "devices_state", "metrics_now", "metrics_window_due", "reliability_device",
        "reliability_report",
        // What these keep is bounded by count and age, device by device, when a device is judged.
        "reliability_boot", "reliability_incident", "reliability_look", "reliability_start",
    ]

    @Test("what is kept ends by time, or goes with what it stands for") func retention() async throws {
        let endless = try await names(
            "select replace(name, 'public.', '') as name from house.organization_tables where keep is null")
        #expect(Set(endless) == Self.lasting)
    }

    @Test("one organization's context sees that organization's rows and writes no other's") func walls() async throws {
        let world = try World.current
        let acme = Context(role: "breeze_org", settings: ["app.orgs": "{\(world.acme.organization)}"])
        let seen = try await world.database.reading(in: acme).rows("select distinct org_id from house.site")
        #expect(try seen.map { try $0("org_id") as String } == ["\(world.acme.organization)"])
        await #expect(throws: PostgresError.self) {
            try await world.database.transaction(in: acme) { session in
                try await session.run(
                    """
                    insert into house.site (org_id, partner_id, id, name, time_zone, created_at)
                    select \(world.bolt.organization)::uuid, partner_id, gen_random_uuid(), 'x', 'UTC', now()
                      from house.organization limit 1
                    """)
            }
        }
    }
}
