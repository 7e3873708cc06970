// SPDX-License-Identifier: Apache-2.0
/// Databases beside the product's own, for tests.
extension Cluster {
    /// A copy of another, owned like the product's; nobody may be connected to that.
    package func createDatabase(_ name: String, from template: String) throws(Failed) {
        try byRoot("create database \"\(name)\" template \"\(template)\" owner \(Roles.owner)")
    }

    /// Ends all connections to it first.
    package func dropDatabase(_ name: String) throws(Failed) { try byRoot("drop database \"\(name)\" with (force)") }

    /// For what no role of the product may do, such as killing somebody's connection.
    package func byRoot(_ sql: String, in database: String = "postgres") throws(Failed) {
        do {
            try StartupConnection(address(of: database), as: "breeze_root").run(sql)
        } catch {
            throw Failed("the superuser may not: \(sql)", do: error.message)
        }
    }
}
