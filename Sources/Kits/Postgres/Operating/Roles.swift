// SPDX-License-Identifier: Apache-2.0
/// The roles of the product, one for each breadth of scope; none is a superuser, so row security binds all but one.
public enum Roles {
    /// Owns everything and migrates.
    public static let owner = "breeze_owner"
    /// Passes row security: what works for all organizations at once, and never for a door.
    static let system = "breeze_system"

    /// Reads everything and changes nothing: for backups, and for looking after the database.
    static let backup = "breeze_backup"

    static let all = [
        owner, "breeze_org", "breeze_partner", "breeze_scoped", "breeze_intake", system, "breeze_read", backup,
    ]
    /// Those that row security does not bind.
    static let unbound = [system, backup]

    /// Makes what is missing and sets what may have changed; for a superuser, who is asked for nothing else.
    ///
    /// For a server elsewhere (`DATABASE_URL`) an administrator runs this once, gives all roles the password of the URL
    /// (or lets them in by certificate), and creates the database with `breeze_owner` as its owner.
    public static let script: String = {
        let makes = all.map { role in
            """
            if not exists (select from pg_roles where rolname = '\(role)') then create role \(role); end if;
            """
        }
        return "do $$ begin \(makes.joined(separator: " ")) end $$;\n" + all.map(settings).joined()
            + "grant \(system) to \(owner);\n"  // so that a migration can give it the functions that look across
            + "grant pg_read_all_data, pg_monitor to \(backup);\n"
            + "alter role \(backup) set default_transaction_read_only = on;\n"
    }()

    private static func settings(of role: String) -> String {
        let bypass = unbound.contains(role) ? "bypassrls" : "nobypassrls"
        // What belongs to the owner of a database is inherited, and what those may read who read all.
        let inherits = role == owner || role == backup ? "inherit" : "noinherit"
        // A migration may take long, but must not make others wait for long.
        let limits =
            role == owner || role == backup
            ? [("statement_timeout", "0"), ("lock_timeout", "2s"), ("idle_in_transaction_session_timeout", "60s")]
            : [("statement_timeout", "20s"), ("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "10s")]
        return "alter role \(role) login nosuperuser nocreatedb nocreaterole noreplication \(inherits) \(bypass);\n"
            + limits.map { "alter role \(role) set \($0) = '\($1)';\n" }.joined()
    }
}
