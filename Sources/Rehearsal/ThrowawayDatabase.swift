// SPDX-License-Identifier: Apache-2.0
import Dispatch
public import Loops
public import Postgres
import Synchronization

/// A database of its own for one suite: migrated, empty, and dropped when nobody holds it any more.
public final class ThrowawayDatabase: Sendable {
    /// A conninfo; the role is up to whoever connects.
    public let address: String
    /// Open to all roles of the product, on `loop`.
    public let database: Database
    package let name: String

    /// The loop of all throwaway databases.
    public static let loop: EventLoop = {
        let loop = EventLoop()
        loop.start()
        return loop
    }()

    /// All roles of the product, with few connections each.
    public static func plan(
        at address: String, hear: @escaping @Sendable (Notice) -> Void = { _ in }
    ) -> Plan {
        Plan(
            at: address,
            [
                .init("breeze_org", shared: 2, leased: 3), .init("breeze_partner", shared: 1, leased: 2),
                .init("breeze_scoped", shared: 1, leased: 2), .init("breeze_intake", shared: 1, leased: 2),
                .init("breeze_system", shared: 2, leased: 3), .init("breeze_read", shared: 1, leased: 1),
                .init("breeze_owner", shared: 1, leased: 2),
            ], patience: .seconds(30), hear: hear)
    }

    private init(_ name: String, _ address: String) {
        (self.name, self.address) = (name, address)
        database = Database(Self.plan(at: address), on: [Self.loop])
    }

    /// A copy of a database to which these migrations have been applied, once for all who need the same.
    public static func make(_ migrations: [(name: String, sql: String)] = []) async throws -> ThrowawayDatabase {
        try await aside {
            let cluster = try ThrowawayCluster.get()
            let template = try Templates.ready.withLock { templates in try templates.name(for: migrations, in: cluster)
            }
            let name = "copy_\(Templates.next())"
            try cluster.createDatabase(name, from: template)
            return ThrowawayDatabase(name, cluster.address(of: name))
        }
    }

    /// Ends all its connections and forgets it; the cluster would do so too, when the process ends.
    public func drop() async throws {
        await database.close()
        try await Self.aside { [name] in try ThrowawayCluster.get().dropDatabase(name) }
    }

    /// Where PostgreSQL is waited for: on a thread of its own, for the few that tasks share may be needed by a neighbour
    /// whose transaction would otherwise be left open until the server ends it.
    private static let waiting = DispatchQueue(label: "throwaway databases")

    private static func aside<Made: Sendable>(_ work: @escaping @Sendable () throws -> Made) async throws -> Made {
        try await withCheckedThrowingContinuation { continuation in
            waiting.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}

/// The databases that others are copied from.
private struct Templates {
    static let ready = Mutex(Templates())
    private static let count = Atomic<Int>(0)
    private var names: [String: String] = [:]

    static func next() -> Int { count.add(1, ordering: .relaxed).newValue }

    mutating func name(for migrations: [(name: String, sql: String)], in cluster: Cluster) throws -> String {
        let key = migrations.map { "\($0.name)\n\($0.sql)" }.joined(separator: "\0")
        if let name = names[key] { return name }
        let name = "template_\(Self.next())"
        try cluster.createDatabase(name, from: "template1")
        try Migrations(migrations).apply(at: cluster.address(of: name))
        names[key] = name
        return name
    }
}
