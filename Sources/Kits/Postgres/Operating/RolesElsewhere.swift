// SPDX-License-Identifier: Apache-2.0
import CPQ

extension Roles {
    /// What an administrator has to change on a server elsewhere before this product can work there.
    public struct Missing: Error, Equatable, CustomStringConvertible {
        public let what: [String]
        public var description: String {
            "the PostgreSQL at database_url is not set up for Breeze: \(what.joined(separator: "; ")). "
                + "Have an administrator run what `breeze db roles` prints, once, then start again"
        }
    }

    /// The SQL that an administrator runs once, with `psql`, as a superuser of the server elsewhere.
    public static func setup(database: String) -> String {
        let name = "\"\(database.replacing("\"", with: "\"\""))\""
        return """
            -- Roles and database of Breeze, for a superuser to run once; running it again is harmless.
            -- Then give each role the password of database_url (`\\password breeze_owner` and so on), or let them in by
            -- certificate; all of them log in, and none is a superuser.
            \(script)
            select 'create database \(name) owner \(owner)' where not exists
                (select from pg_database where datname = '\(database.replacing("'", with: "''"))') \\gexec
            alter database \(name) owner to \(owner);
            revoke all on database \(name) from public;
            grant connect on database \(name) to \(all.joined(separator: ", "));
            """
    }

    /// Looks whether every role is there, may do what it must and no more, and can log in.
    public static func check(at address: String) throws {
        let owner: StartupConnection
        do { owner = try StartupConnection(address, as: Self.owner) } catch {
            guard PQping(address) != PQPING_NO_RESPONSE else {
                throw Migrations.Failed.unreachable(why: error.message)
            }
            throw Missing(what: ["\(Self.owner) cannot log in (\(error.message.replacing("\t", with: "")))"])
        }
        do {
            var missing = try flaws(owner)
            if missing.isEmpty {
                for role in all.dropFirst() {
                    do { _ = try StartupConnection(address, as: role) } catch {
                        missing.append("\(role) cannot log in (\(error.message.replacing("\t", with: "")))")
                    }
                }
            }
            guard missing.isEmpty else { throw Missing(what: missing) }
        } catch let error as Complaint {
            throw Missing(what: ["its catalog cannot be read (\(error.message))"])
        }
    }

    private static func flaws(_ owner: StartupConnection) throws(Complaint) -> [String] {
        var missing: [String] = []
        let found = try owner.rows(
            "select rolname, rolbypassrls::text, rolsuper::text, rolcanlogin::text from pg_roles")
        for role in all {
            guard let row = found.first(where: { $0[0] == role }) else {
                missing.append("there is no role \(role)")
                continue
            }
            if row[2] == "true" { missing.append("\(role) is a superuser, whom no row security binds") }
            if row[3] != "true" { missing.append("\(role) may not log in") }
            switch (row[1] == "true", unbound.contains(role)) {
            case (false, true): missing.append("\(role) lacks bypassrls")
            case (true, false): missing.append("\(role) has bypassrls, which would open every organization to it")
            case (true, true), (false, false): break
            }
        }
        let questions = [
            ("pg_has_role('\(Self.owner)', '\(system)', 'member')", "\(Self.owner) is no member of \(system)"),
            ("pg_has_role('\(backup)', 'pg_read_all_data', 'usage')", "\(backup) is no member of pg_read_all_data"),
            (
                "has_database_privilege(current_database(), 'create')",
                "\(Self.owner) may not make schemas in the database: make it its owner"
            ),
            ("has_schema_privilege('public', 'create')", "\(Self.owner) may not make tables in the schema public"),
            ("current_setting('server_version_num')::int >= 150000", "PostgreSQL is older than 15"),
        ]
        // A role that is not there cannot be asked about.
        for (question, flaw) in questions where missing.isEmpty || !question.contains("pg_has_role") {
            if try owner.rows("select (\(question))::text").first?.first != "true" { missing.append(flaw) }
        }
        return missing
    }
}
