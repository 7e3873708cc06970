// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import GateKit
import JSON
import Postgres
import ReliabilityWire
import Shapes
import Vocabulary

extension Standing {
    fileprivate init(_ row: Row) throws {
        self.init(
            device: try row("device_id"), isChanged: try row("is_changed"), score: try row("score"),
            isProvisional: try row("provisional"), told: try row("told"))
    }
}

extension Session {
    /// Locks some of those that are due, what is new first; an intake that is under way keeps its devices for itself.
    func takeDue(_ limit: Int, after age: Duration, _ tick: Tick) async throws -> [Standing] {
        try await rows(
            """
            select device_id, changed_at is not null as is_changed, score, provisional, told
              from reliability_device
             where org_id = \(tick.organization)
               and (changed_at is not null or judged_at is null or judged_at <= \(tick.now - age))
             order by changed_at nulls last, judged_at limit \(limit) for update skip locked
            """
        ).map(Standing.init)
    }

    func archive(of devices: [DeviceID], _ tick: Tick) async throws -> Archive {
        let questions = Archive.questions(
            devices, in: Reach.organization(tick.organization).condition(), at: tick.now)
        return try Archive(try await all(questions, limit: Archive.limit), at: tick.now)
    }

    /// Looks that touch become one, so that a device watched for years has a handful.
    func mergeLooks(_ archive: Archive, _ tick: Tick) async throws {
        let scattered = archive.looks.mapValues { (all: $0, merged: Intervals($0).spans) }
            .filter { $0.value.merged.count < $0.value.all.count }
        guard !scattered.isEmpty else { return }
        let before = scattered.flatMap { device, looks in looks.all.map { (device, $0) } }
        let after = scattered.flatMap { device, looks in looks.merged.map { (device, $0) } }
        try await all([
            """
            delete from reliability_look l
             using unnest(\(before.map(\.0))::uuid[], \(before.map(\.1.lowerBound))::timestamptz[],
                          \(before.map(\.1.upperBound))::timestamptz[]) as old (device_id, looked_from, looked_to)
             where l.org_id = \(tick.organization) and l.device_id = old.device_id
               and l.looked_from = old.looked_from and l.looked_to = old.looked_to
            """,
            """
            insert into reliability_look (org_id, partner_id, device_id, looked_from, looked_to)
            select \(tick.organization)::uuid, \(tick.partner)::uuid, *
              from unnest(\(after.map(\.0))::uuid[], \(after.map(\.1.lowerBound))::timestamptz[],
                          \(after.map(\.1.upperBound))::timestamptz[])
            on conflict do nothing
            """,
        ])
    }

    /// Where each device stands, its report, and what it scored today.
    func write(_ verdicts: [Verdict], _ tick: Tick) async throws {
        let scored = verdicts.filter { $0.report.score != nil }
        let reports = try verdicts.map { String(decoding: try JSON.encode($0.report), as: UTF8.self) }
        try await all([
            """
            update reliability_device d set judged_at = \(tick.now), changed_at = null, score = j.score, band = j.band,
                   provisional = j.provisional, trend = j.trend, told = j.told, trouble = j.trouble,
                   trouble_cause = j.cause, trouble_name = j.name, trouble_at = j.at
              from unnest(\(verdicts.map(\.device))::uuid[], \(verdicts.map(\.report.score))::int[],
                          \(verdicts.map(\.report.band))::text[], \(verdicts.map(\.report.provisional))::boolean[],
                          \(verdicts.map(\.report.trend.direction))::text[], \(verdicts.map(\.told))::int[],
                          \(verdicts.map(\.trouble?.severity))::text[], \(verdicts.map(\.trouble?.cause))::text[],
                          \(verdicts.map(\.trouble?.name?.text))::text[], \(verdicts.map(\.trouble?.lastAt))::timestamptz[])
                as j (device_id, score, band, provisional, trend, told, trouble, cause, name, at)
             where d.org_id = \(tick.organization) and d.device_id = j.device_id
            """,
            """
            insert into reliability_report (org_id, partner_id, device_id, report, form)
            select \(tick.organization)::uuid, \(tick.partner)::uuid, *, \(reportForm)
              from unnest(\(verdicts.map(\.device))::uuid[], \(reports)::text[])
            on conflict (org_id, device_id) do update set report = excluded.report, form = excluded.form
            """,
            """
            insert into reliability_score (org_id, partner_id, device_id, day, score, provisional)
            select \(tick.organization)::uuid, \(tick.partner)::uuid, j.device_id,
                   \(tick.now.rounded(downTo: .seconds(86_400)))::timestamptz, j.score, j.provisional
              from unnest(\(scored.map(\.device))::uuid[], \(scored.map(\.report.score))::int[],
                          \(scored.map(\.report.provisional))::boolean[]) as j (device_id, score, provisional)
            on conflict (org_id, device_id, day) do update set score = excluded.score, provisional = excluded.provisional
            """,
        ])
    }

    /// What each site's devices score together today, as far as they can be compared.
    func sumUp(_ tick: Tick) async throws {
        try await run(
            """
            insert into reliability_day (org_id, partner_id, site_id, day, devices, total)
            select \(tick.organization)::uuid, \(tick.partner)::uuid, t.site_id,
                   \(tick.now.rounded(downTo: .seconds(86_400)))::timestamptz, count(*), sum(d.score)
              from devices_current t cross join lateral (
                   select score from reliability_device
                    where org_id = \(tick.organization) and device_id = t.id and not provisional and score is not null
                    limit 1) d
             where t.org_id = \(tick.organization) and t.lifecycle <> 'decommissioned'
             group by t.site_id
            on conflict (org_id, site_id, day) do update set devices = excluded.devices, total = excluded.total
            """)
    }
}
