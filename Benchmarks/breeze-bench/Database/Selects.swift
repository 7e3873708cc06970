// SPDX-License-Identifier: Apache-2.0
import Files
import Loops
import Postgres
import Programs

/// The PostgreSQL client: the plainest question of all, asked by many tasks at once, beside pgbench.
struct Selects: Sendable {
    let folder: String
    let loop: EventLoop

    private static let accounts = 1_000_000
    private static let tasks = 64
    private static let seconds = 4
    private static let goals = (plain: 2.5, scoped: 1.5)

    func run(_ add: ([Figure]) -> Void) async throws {
        let cluster = try Cluster(folder)
        try await elsewhere { try cluster.start() }
        do {
            // pgbench has a connection for each client, of which our server needs only a few.
            try await PostgresTools(folder: folder, role: "breeze_root").psql("alter system set max_connections = 100")
            try await elsewhere {
                cluster.stop()
                try cluster.start()
            }
            try await tools.pgbench(["-i", "-q", "-s", "\(Self.accounts / 100_000)"])
            try await tools.psql("grant select on pgbench_accounts to breeze_org")
            let load = Host.load
            let reference = try await medianOfThree(by: \.self) {
                try await tools.pgbench([
                    "-n", "-S", "-M", "prepared", "-c", "\(Self.tasks)", "-j", "2", "-T", "\(Self.seconds)",
                ])
            }
            let plain = try await medianOfThree(by: \.self) { try await ours(cluster, scoped: false) }
            let scoped = try await medianOfThree(by: \.self) { try await ours(cluster, scoped: true) }
            add([
                figure(
                    "pipelined SELECT by key, \(Self.tasks) tasks, 4 connections", plain, reference, Self.goals.plain,
                    load),
                figure("the same, each in a scope of its own", scoped, reference, Self.goals.scoped, load),
            ])
        } catch {
            await settle(cluster)
            throw error
        }
        await settle(cluster)
    }

    private var tools: PostgresTools { PostgresTools(folder: folder, role: Roles.owner) }

    private func settle(_ cluster: Cluster) async { try? await elsewhere { cluster.stop() } }

    private func figure(_ name: String, _ ours: Double, _ reference: Double, _ goal: Double, _ load: String) -> Figure {
        let ratio = ours / max(reference, 1)
        return Figure(
            name: name, ours: "\(grouped(Int(ours))) a second",
            reference: "pgbench -S -M prepared, \(Self.tasks) clients: \(grouped(Int(reference))) a second",
            ratio: decimal(ratio, 2), goal: "ratio ≥ \(decimal(goal))", isMet: ratio >= goal, load: load)
    }

    /// Questions a second; each task asks for accounts of its own.
    private func ours(_ cluster: Cluster, scoped: Bool) async throws -> Double {
        let plan = Plan(at: cluster.address, [Plan.Role("breeze_org", shared: 4, leased: 1)])
        let database = Database(plan, on: [loop])
        let began = ContinuousClock.now
        let end = began + .seconds(Self.seconds)
        let asked = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<Self.tasks {
                let settings = ["app.orgs": "{0190000\(task % 10)-0000-7000-8000-000000000000}"]
                let reading = database.reading(
                    in: Context(role: "breeze_org", settings: scoped ? settings : [:]))
                group.addTask {
                    var (count, account) = (0, task * 7919)
                    while ContinuousClock.now < end {
                        account = (account * 1_103_515_245 + 12345) & 0x7FFF_FFFF
                        let key = account % Self.accounts + 1
                        guard try await reading.one("select abalance from pgbench_accounts where aid = \(key)") != nil
                        else { throw Trouble("no account \(key)") }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        let seconds = began.duration(to: .now) / .seconds(1)
        await database.close()
        return Double(asked) / seconds
    }
}
