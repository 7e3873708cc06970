// SPDX-License-Identifier: Apache-2.0

extension Cluster {
    /// The superuser's only work: roles, and the database that they share.
    func makeRoles() throws(Failed) {
        let isThere: Bool
        do throws(Complaint) {
            let root = try StartupConnection(address(of: "postgres"), as: "breeze_root")
            try root.run(Roles.script)
            isThere = try !root.rows("select from pg_database where datname = 'breeze'").isEmpty
        } catch {
            throw Failed("cannot make the roles of PostgreSQL in \(folder.path)", do: "it said: \(error.message)")
        }
        if isThere { try admitRoles(to: "breeze") } else { try createEmptyDatabase("breeze") }
    }
}
