// SPDX-License-Identifier: Apache-2.0
/// Databases beside the product's own: for restores, and for tests.
extension Cluster {
    /// Puts a database in the place of the product's, which is kept under another name: both or neither.
    ///
    /// Nobody may be connected to either.
    public func exchange(for fresh: String, keeping old: String) throws(Failed) {
        try byRoot(
            "alter database breeze rename to \"\(old)\"; alter database \"\(fresh)\" rename to breeze")
    }

    /// The databases whose names begin so, in order.
    public func databases(from prefix: String) throws(Failed) -> [String] {
        do throws(Complaint) {
            let root = try StartupConnection(address(of: "postgres"), as: "breeze_root")
            return try root.rows(
                "select datname from pg_database where starts_with(datname, $1) order by datname", prefix
            ).map { $0[0] }
        } catch { throw Failed("cannot list the databases", do: error.message) }
    }

    /// A database without anything, for a restore.
    public func createEmptyDatabase(_ name: String) throws(Failed) {
        try byRoot("create database \"\(name)\" owner \(Roles.owner)")
        try admitRoles(to: name)
    }

    /// All of ours and nobody else; at each start, for a release may bring another.
    func admitRoles(to name: String) throws(Failed) {
        try byRoot(
            """
            revoke all on database "\(name)" from public;
            grant connect on database "\(name)" to \(Roles.all.joined(separator: ", "))
            """)
    }

    /// A copy of another, owned like the product's; nobody may be connected to that.
    package func createDatabase(_ name: String, from template: String) throws(Failed) {
        try byRoot("create database \"\(name)\" template \"\(template)\" owner \(Roles.owner)")
    }

    /// Ends all connections to it first.
    public func dropDatabase(_ name: String) throws(Failed) { try byRoot("drop database \"\(name)\" with (force)") }

    /// For what no role of the product may do, such as killing somebody's connection.
    package func byRoot(_ sql: String, in database: String = "postgres") throws(Failed) {
        do {
            try StartupConnection(address(of: database), as: "breeze_root").run(sql)
        } catch {
            throw Failed("the superuser may not: \(sql)", do: error.message)
        }
    }
}
