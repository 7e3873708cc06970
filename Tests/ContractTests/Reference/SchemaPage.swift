// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import Postgres
import Testing

/// From the catalog of a database to which every migration has been applied.
func schemaPage(_ reading: Reading) async throws -> String {
    let rows = try await reading.rows(
        """
        select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as name,
               coalesce(obj_description(c.oid), '') as meaning, c.relkind = 'v' as is_view,
               coalesce(t.keep::text, '') as keep, c.relkind = 'p' as is_cut,
               (select string_agg(a.attname || E'\\t' || format_type(a.atttypid, a.atttypmod) || E'\\t'
                                  || case when a.attnotnull then '' else 'may be null' end, E'\\n' order by a.attnum)
                  from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
               coalesce((select pg_get_constraintdef(k.oid) from pg_constraint k
                          where k.conrelid = c.oid and k.contype = 'p'), '') as key
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          left join house.organization_tables t on t.name = n.nspname || '.' || c.relname
         where n.nspname in ('public', 'house') and c.relkind in ('r', 'p', 'v') and not c.relispartition
           and c.relname <> 'schema_migration'
         order by n.nspname = 'public', c.relname
        """, limit: 1000)
    let sections = try rows.map { row in
        let name: String = try row("name")
        let meaning: String = try row("meaning")
        #expect(meaning.hasSuffix("."), "\(name) does not say what it is for: comment on table \(name)")
        let columns = (try row("columns") as String).split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        let (keep, key): (String, String) = (try row("keep"), try row("key"))
        let facts = [
            try row("is_view") ? "A view, asked in its caller's name." : nil, key.isEmpty ? nil : key.capitalizedKey,
            keep.isEmpty ? nil : "Kept for \(keep).", try row("is_cut") ? "Cut by time into partitions." : nil,
        ].compactMap(\.self)
        return """
            ## \(name)

            \(meaning) \(facts.joined(separator: " "))

            \(table(["Column", "Type", ""], columns.map { [code($0[0]), $0[1], $0[2]] }))
            """
    }
    return """
        # Tables
        \(notice)

        What the database holds, feature by feature: a table is named after the feature that alone writes it. Every one
        has `org_id` and `partner_id`, forced row security, and one policy for each breadth of scope.

        \(sections.joined(separator: "\n\n"))

        """
}

extension String {
    /// `PRIMARY KEY (a, b)` as a sentence.
    fileprivate var capitalizedKey: String {
        "Key: " + replacing("PRIMARY KEY ", with: "").dropFirst().dropLast() + "."
    }
}
