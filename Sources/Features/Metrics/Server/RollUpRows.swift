// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import MetricsWire
import Postgres
import Shapes
import Vocabulary

/// A stretch of one device's time that is kept as one row.
struct Window: Hashable {
    let device: DeviceID
    let at: Instant

    init(_ device: DeviceID, around at: Instant, _ resolution: Resolution) {
        (self.device, self.at) = (device, at.rounded(downTo: .seconds(resolution.seconds)))
    }
}

extension Resolution {
    /// What its windows are made of; nil for the samples themselves.
    var finer: Resolution? {
        switch self {
        case .minute: nil
        case .fiveMinutes: .minute
        case .hour: .fiveMinutes
        case .day: .hour
        }
    }

    var coarser: Resolution? {
        switch self {
        case .minute: .fiveMinutes
        case .fiveMinutes: .hour
        case .hour: .day
        case .day: nil
        }
    }

    /// How a window of this width is written down as due.
    var level: Int {
        switch self {
        case .minute, .fiveMinutes: 0
        case .hour: 1
        case .day: 2
        }
    }
}

/// Whose a window is.
struct Owner: Hashable {
    let organization: OrganizationID
    let partner: PartnerID
}

extension Session {
    /// Writes windows down as due; each is locked until the end of the transaction, even if it was due before.
    ///
    /// The update never happens, but its lock does: a roll-up passes over a window whose newest sample is not yet
    /// committed, and comes back for it.
    func makeDue(_ due: [Window: Owner], _ resolution: Resolution) async throws {
        guard !due.isEmpty else { return }
        let due = due.sorted { ($0.key.at, $0.key.device.description) < ($1.key.at, $1.key.device.description) }
        let (windows, owners) = (due.map(\.key), due.map(\.value))
        try await run(
            """
            insert into metrics_window_due as w (org_id, partner_id, device_id, level, at)
            select org_id, partner_id, device_id, \(resolution.level)::smallint, at
              from unnest(\(owners.map(\.organization))::uuid[], \(owners.map(\.partner))::uuid[],
                          \(windows.map(\.device))::uuid[], \(windows.map(\.at))::timestamptz[])
                as due (org_id, partner_id, device_id, at)
            on conflict (org_id, level, at, device_id) do update set partner_id = excluded.partner_id where false
            """)
    }

    /// Takes due windows that have ended; the caller rolls them up in the same transaction.
    ///
    /// Materialized: a join may read its inner side again, would pass over what is taken already, and take more.
    func takeDue(_ resolution: Resolution, limit: Int, _ tick: Tick) async throws -> Set<Window> {
        let rows = try await rows(
            """
            with due as materialized (
                 select level, at, device_id from metrics_window_due
                  where org_id = \(tick.organization) and level = \(resolution.level)::smallint
                    and at <= \(tick.now - .seconds(resolution.seconds))
                  order by at, device_id limit \(limit) for update skip locked)
            delete from metrics_window_due w using due
             where w.org_id = \(tick.organization) and w.level = due.level and w.at = due.at
               and w.device_id = due.device_id
            returning w.device_id, w.at
            """, limit: limit)
        return Set(try rows.map { Window(try $0("device_id"), around: try $0("at"), resolution) })
    }

    /// One row for each window that holds anything, from what is one step finer; says how many rows that were.
    ///
    /// A statement of its own after `takeDue`: only then does it see what was committed before the windows were locked.
    /// Lateral, so that each window is one reach into the index, however the planner counts.
    func rollUp(_ family: Family, _ windows: Set<Window>, to resolution: Resolution, _ tick: Tick) async throws -> Int {
        guard let finer = resolution.finer, let first = windows.map(\.at).min(), let last = windows.map(\.at).max()
        else { return 0 }
        let windows = Array(windows)
        let width = Duration.seconds(resolution.seconds)
        let name: SQL = family.instance.map { "\(sql: $0), " } ?? ""
        let grouping: SQL = family.instance.map { "group by t.\(sql: $0)" } ?? ""
        return try await run(
            """
            insert into \(sql: family.table(resolution)) (
                   org_id, partner_id, device_id, at, \(sql: name)samples, \(sql: family.names))
            select \(tick.organization)::uuid, \(tick.partner)::uuid, w.device_id, w.at, a.*
              from unnest(\(windows.map(\.device))::uuid[], \(windows.map(\.at))::timestamptz[]) as w (device_id, at)
             cross join lateral (
                   select \(sql: name)\(sql: finer.count),
                          \(sql: family.columns.map { finer.merged($0.name) }.joined(by: ", "))
                     from \(sql: family.table(finer)) t
                    where t.org_id = \(tick.organization) and t.device_id = w.device_id
                      and t.at >= w.at and t.at < w.at + make_interval(secs => \(resolution.seconds))
                      and t.at >= \(first) and t.at < \(last + width)
                    \(sql: grouping) having count(*) > 0) a
            on conflict (org_id, device_id, at\(sql: family.instance.map { ", \(sql: $0)" } ?? "")) do update
               set samples = excluded.samples, \(sql: family.columns.map { replaced($0.name) }.joined(by: ", "))
            """)
    }
}

extension Family {
    fileprivate var names: SQL {
        columns.map { "\(sql: $0.name)_avg, \(sql: $0.name)_min, \(sql: $0.name)_max" }.joined(by: ", ")
    }
}

private func replaced(_ column: SQL) -> SQL {
    """
    \(sql: column)_avg = excluded.\(sql: column)_avg, \(sql: column)_min = excluded.\(sql: column)_min,
    \(sql: column)_max = excluded.\(sql: column)_max
    """
}

extension Resolution {
    var count: SQL { finer == nil ? "count(*)" : "sum(t.samples)" }

    /// Mean, lowest and highest of many rows of this width; means weigh as much as they have samples.
    func merged(_ column: SQL) -> SQL {
        guard finer != nil else { return "avg(t.\(sql: column)), min(t.\(sql: column)), max(t.\(sql: column))" }
        return """
            sum(t.\(sql: column)_avg * t.samples)
              / nullif(sum(t.samples) filter (where t.\(sql: column)_avg is not null), 0),
            min(t.\(sql: column)_min), max(t.\(sql: column)_max)
            """
    }
}
