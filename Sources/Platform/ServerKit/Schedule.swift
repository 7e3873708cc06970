// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
import GateKit
import Journal
public import Lifecycle
public import Postgres
import Shapes
import Vocabulary

/// Runs the features' jobs, for each organization when it is due.
///
/// What is due is rows, not memory: a restart forgets nothing, a nudge is part of the commit that caused it, and two
/// servers share the work.
public struct Schedule: Service {
    public let name = "jobs"
    private let jobs: [String: Job]
    private let database: Database
    private let time: Timepiece

    /// Runs that are claimed at once, and worked off one after the other.
    private static let claim = 16
    /// How long a claimed run is left alone before another server may take it up.
    private static let lease = Duration.minutes(5)

    public init(_ jobs: [Job], _ database: Database, _ time: Timepiece) {
        self.jobs = Dictionary(jobs.map { ($0.name, $0) }) { _, twin in
            preconditionFailure("two jobs named \(twin.name)")
        }
        (self.database, self.time) = (database, time)
    }

    public func run() async throws {
        guard !jobs.isEmpty else { return await untilCancelled() }
        // Agents nudge all the time: what is due waits a little for company.
        let rounds = Rounds(
            channel: Channel.jobs, database: database, every: .seconds(1), atMost: .milliseconds(200))
        await rounds.go("jobs") { while try await turn() == Self.claim { try Task.checkCancellation() } }
    }

    /// Claims what is due and works it off; says how many runs that were.
    public func turn() async throws -> Int {
        try await plan()
        let due = try await claim()
        for run in due {
            try Task.checkCancellation()
            await work(run)
        }
        return due.count
    }

    private struct Run {
        let job: Job
        let organization: OrganizationID
        let partner: PartnerID
        let leasedUntil: Instant
    }

    /// A row for every job of every organization; new ones are due at once.
    private func plan() async throws {
        let names = jobs.keys.sorted()
        _ = try await database.transaction(in: .system) { session in
            try await session.run(
                """
                insert into house.job (org_id, partner_id, name, due_at)
                select o.org_id, o.partner_id, n.name, \(time.now())
                  from house.organization o cross join unnest(\(names)::text[]) as n (name)
                 where not exists (select from house.job j where j.org_id = o.org_id and j.name = n.name)
                on conflict do nothing
                """)
        }
    }

    /// The claim stands apart, materialized: inside a join its limit would be read once for each row.
    private func claim() async throws -> [Run] {
        let now = time.now()
        let until = now + Self.lease
        let rows = try await database.transaction(in: .system) { session in
            try await session.rows(
                """
                with due as materialized (
                    select org_id, name from house.job where due_at <= \(now) and name = any (\(jobs.keys.sorted()))
                     order by due_at limit \(Self.claim) for update skip locked)
                update house.job j set due_at = \(until), started_at = \(now)
                  from due where j.org_id = due.org_id and j.name = due.name
                returning j.org_id, j.partner_id, j.name
                """)
        }
        return try rows.compactMap { row in
            let name: String = try row("name")
            return try jobs[name].map {
                Run(job: $0, organization: try row("org_id"), partner: try row("partner_id"), leasedUntil: until)
            }
        }
    }

    /// One organization's run: what it does and when it is due next are one commit.
    private func work(_ run: Run) async {
        let now = time.now()
        let tick = Tick(run.organization, run.partner, at: now, ids: time.ids)
        do {
            let report = try await database.transaction(in: Reach.organization(run.organization).context) { session in
                let report = try await run.job.run(session, tick)
                try await finish(run, at: now, due: report.more ? now : now + run.job.every, report, nil, session)
                if report.more { session.nudge(Channel.jobs) }
                return report
            }
            guard report.changed > 0 else { return }
            journal.info(
                "job done",
                [
                    "job": run.job.name, "organization": run.organization, "examined": report.examined,
                    "changed": report.changed,
                ])
        } catch {
            journal.error("job failed", ["job": run.job.name, "organization": run.organization, "why": "\(error)"])
            _ = try? await database.transaction(in: Reach.organization(run.organization).context) { session in
                try await finish(run, at: now, due: now + .minutes(1), JobReport(), "\(error)", session)
            }
        }
    }

    /// A nudge that came while the job ran keeps it due.
    private func finish(
        _ run: Run, at now: Instant, due: Instant, _ report: JobReport, _ failure: String?, _ session: borrowing Session
    ) async throws {
        try await session.run(
            """
            update house.job set finished_at = \(now), examined = \(report.examined), changed = \(report.changed),
                   failure = left(\(failure), 500),
                   due_at = case when due_at = \(run.leasedUntil) then \(due) else least(due_at, \(due)) end
             where org_id = \(run.organization) and name = \(run.job.name)
            """)
    }
}
