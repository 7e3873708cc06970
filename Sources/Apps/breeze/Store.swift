// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import ServerKit
import Files
import Journal
import Lifecycle
import Postgres
import Settings
import Vocabulary

/// PostgreSQL: our own under the data folder, or one that somebody else runs; with its schema up to this program's.
struct Store: Service {
    let name = "store"
    let plan: Plan
    private let cluster: Cluster?
    private let address: String
    private let migrations: Migrations
    private let backups: String?

    init(_ settings: Settings, _ installation: Installation, _ features: [Feature]) throws {
        let steps = Migration.platform + features.flatMap(\.schema)
        migrations = Migrations(
            steps.map { ($0.name, $0.sql) }, by: Migrations.Release(Release.version, since: Release.since))
        backups = settings[Options.backsUp] ? installation.backups : nil
        if let file = settings[Options.databaseURL] {
            address = String(decoding: try secret(at: file.description), as: UTF8.self)
            cluster = nil
        } else {
            let own = try Cluster(installation.postgres) { journal.notice("PostgreSQL", ["says": $0]) }
            (cluster, address) = (own, own.address)
        }
        plan = Plan(
            at: address,
            [
                .init("breeze_org", shared: 4, leased: 2), .init("breeze_partner", shared: 2, leased: 1),
                .init("breeze_scoped", shared: 1, leased: 1), .init("breeze_intake", shared: 0, leased: 2),
                .init("breeze_system", shared: 2, leased: 2),
            ], budget: settings[Options.databaseConnections],
            hear: { notice in
                journal.info(
                    "PostgreSQL says", ["severity": notice.severity, "state": notice.sqlstate, "what": notice.message])
            })
    }

    func start() async throws {
        // Both block; nothing else of this process runs yet.
        if let cluster {
            try cluster.start()
            let applied = try cluster.migrate(migrations)
            if !applied.isEmpty { journal.notice("schema brought up to date", ["steps": applied.count]) }
        } else {
            try Roles.check(at: address)
            let applied = try migrations.apply(at: address, before: backUp)
            if !applied.isEmpty { journal.notice("schema brought up to date", ["steps": applied.count]) }
        }
    }

    /// Where somebody else runs PostgreSQL, its backups may be theirs too: then the settings say so.
    private func backUp(before step: String) throws {
        guard let backups else { return }
        try makeFolder(backups)
        let path = try Archive(of: address).backUp(before: step, in: backups)
        journal.notice("database backed up", ["file": path, "before": step])
    }

    func run() async throws {
        await untilCancelled()
        cluster?.stop()
    }
}
