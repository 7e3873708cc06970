// SPDX-License-Identifier: Apache-2.0

import GateKit
import Postgres
import ReliabilityWire
import Shapes
import Vocabulary

/// Which devices count together; neither is the whole fleet.
private struct GroupKey: Hashable {
    let organization: OrganizationID?
    let site: SiteID?

    static let all = GroupKey(nil, nil)
    init(_ organization: OrganizationID?, _ site: SiteID?) { (self.organization, self.site) = (organization, site) }
    init(_ row: Row) throws { self.init(try row("org_id"), try row("site_id")) }
}

extension GetFleetHealth.Grouping {
    fileprivate var site: SQL {
        switch self {
        case .organization: "null::uuid"
        case .site: "t.site_id"
        }
    }
}

extension Reading {
    func fleet(_ input: GetFleetHealth.Input, in reach: Reach, at now: Instant) async throws -> FleetHealth {
        let found = try await rows(groups(input, reach), limit: input.limit + 2).map(Counted.init)
        let chosen = Array(found.filter { $0.key != .all }.prefix(input.limit))
        let answers = try await all(
            [
                worst(input, reach, chosen.map(\.key)), means(input, reach, chosen.map(\.key), since: now),
                troubled(input, reach, at: now),
            ], limit: 20_000)
        let ranked = try answers[0].map(Ranked.init)
        let means = try Dictionary(grouping: answers[1].map(Mean.init), by: \.key)
        func trend(_ key: GroupKey) -> Trend {
            Trend(through: means[key]?.map(\.score) ?? [], over: input.days, until: now)
        }
        let all = found.first { $0.key == .all }
        return FleetHealth(
            devices: all?.devices ?? 0, bands: all?.bands ?? .none, mean: all?.mean, trend: trend(.all),
            worst: ranked.filter { $0.placeInAll <= input.worst }.map(\.device),
            troubled: try answers[2].map(FleetTrouble.init),
            groups: chosen.compactMap { group in
                let worst = ranked.filter { $0.key == group.key && $0.placeInGroup <= input.worst }.map(\.device)
                return group.group(trend(group.key), worst)
            },
            more: found.count > input.limit + 1, judgedAt: all?.judgedAt)
    }
}

/// The whole fleet first, then the groups, the worst first; one more than asked for.
private func groups(_ input: GetFleetHealth.Input, _ reach: Reach) -> SQL {
    """
    with device as (
         select t.org_id, \(sql: input.by.site) as site_id, r.band, r.score, r.judged_at, r.device_id is null as is_silent,
                r.device_id is not null and (r.provisional or r.score is null) as is_provisional
           from devices_current t
           left join lateral (
                select * from reliability_device r
                 where r.org_id = t.org_id and r.device_id = t.id and r.judged_at is not null limit 1) r on true
          where \(sql: reach.condition(.t)) and t.lifecycle <> 'decommissioned'
            and (\(input.site)::uuid is null or t.site_id = \(input.site)::uuid)
    ), counted as (
         select org_id, site_id, grouping(org_id) = 1 as is_all, count(*) as devices,
                count(*) filter (where band = 'good' and not is_provisional) as good,
                count(*) filter (where band = 'fair' and not is_provisional) as fair,
                count(*) filter (where band = 'poor' and not is_provisional) as poor,
                count(*) filter (where band = 'critical' and not is_provisional) as critical,
                count(*) filter (where is_provisional) as provisional, count(*) filter (where is_silent) as silent,
                avg(score) filter (where not is_provisional)::float8 as mean, min(judged_at) as judged_at
           from device group by grouping sets ((org_id, site_id), ())
    )
    select c.*, coalesce(s.name, o.name, '') as name
      from counted c
      left join house.organization o on o.org_id = c.org_id
      left join house.site s on s.org_id = c.org_id and s.id = c.site_id
     order by is_all desc, mean nulls last, name, c.org_id, c.site_id limit \(input.limit + 2)
    """
}

/// The devices with the lowest scores: of the whole fleet, and of the groups that are shown.
private func worst(_ input: GetFleetHealth.Input, _ reach: Reach, _ shown: [GroupKey]) -> SQL {
    """
    select * from (
           select t.org_id, \(sql: input.by.site) as site_id, t.id, t.name, t.hostname, r.score, r.band, r.trend,
                  row_number() over (order by r.score, t.id) as place_in_all,
                  row_number() over (partition by t.org_id, \(sql: input.by.site) order by r.score, t.id) as place_in_group
             from devices_current t cross join lateral (
                  select * from reliability_device r
                   where r.org_id = t.org_id and r.device_id = t.id and not r.provisional and r.score is not null limit 1) r
            where \(sql: reach.condition(.t)) and t.lifecycle <> 'decommissioned'
              and (\(input.site)::uuid is null or t.site_id = \(input.site)::uuid)) ranked
     where place_in_all <= \(input.worst)
        or place_in_group <= \(input.worst) and \(sql: isAmong(shown))
     order by score, id
    """
}

/// What went wrong lately, whatever the score.
private func troubled(_ input: GetFleetHealth.Input, _ reach: Reach, at now: Instant) -> SQL {
    """
    select t.id, t.name, t.hostname, r.trouble, r.trouble_cause, r.trouble_name, r.trouble_at
      from (select * from reliability_device t
             where \(sql: reach.condition(.t)) and t.trouble is not null
               and t.trouble_at > \(now - Verdict.lately) offset 0) r
      join devices_current t on t.org_id = r.org_id and t.id = r.device_id
     where t.lifecycle <> 'decommissioned' and (\(input.site)::uuid is null or t.site_id = \(input.site)::uuid)
     order by array_position(\(Severity.allCases.reversed().map(\.rawValue))::text[], r.trouble), r.trouble_at desc, t.id
     limit \(input.worst)
    """
}

/// The mean score of each day.
private func means(
    _ input: GetFleetHealth.Input, _ reach: Reach, _ shown: [GroupKey], since now: Instant
) -> SQL {
    """
    select * from (
           select day, org_id, site_id, grouping(org_id) = 1 as is_all, sum(total)::float8 / sum(devices) as mean
             from (select t.day, t.org_id, \(sql: input.by.site) as site_id, t.devices, t.total from reliability_day t
                    where \(sql: reach.condition(.t)) and t.day > \(now - .seconds(86_400 * input.days)) and t.devices > 0
                      and (\(input.site)::uuid is null or t.site_id = \(input.site)::uuid)) daily
            group by day, grouping sets ((org_id, site_id), ())) averaged
     where is_all or \(sql: isAmong(shown))
    """
}

private func isAmong(_ shown: [GroupKey]) -> SQL {
    "org_id = any (\(shown.compactMap(\.organization))) and (site_id is null or site_id = any (\(shown.compactMap(\.site))))"
}

private struct Counted {
    let key: GroupKey
    let name: String
    let devices: Int
    let bands: BandCounts
    let mean: Double?
    let judgedAt: Instant?

    init(_ row: Row) throws {
        key = try GroupKey(row)
        (name, devices, judgedAt) = (try row("name"), try row("devices"), try row("judged_at"))
        mean = (try row("mean") as Double?).map(tenth)
        bands = BandCounts(
            good: try row("good"), fair: try row("fair"), poor: try row("poor"), critical: try row("critical"),
            provisional: try row("provisional"), notReported: try row("silent"))
    }

    func group(_ trend: Trend, _ worst: [FleetDevice]) -> FleetGroup? {
        key.organization.map {
            FleetGroup(
                organization: $0, site: key.site, name: name, devices: devices, bands: bands, mean: mean, trend: trend,
                worst: worst)
        }
    }
}

private struct Ranked {
    let key: GroupKey
    let placeInAll: Int
    let placeInGroup: Int
    let device: FleetDevice

    init(_ row: Row) throws {
        (key, placeInAll, placeInGroup) = (try GroupKey(row), try row("place_in_all"), try row("place_in_group"))
        let id: DeviceID = try row("id")
        device = FleetDevice(
            device: id, name: try row("name"), hostname: Untrusted(try row("hostname"), from: id),
            score: try row("score"), band: try row("band"), trend: try row("trend"))
    }
}

extension FleetTrouble {
    fileprivate init(_ row: Row) throws {
        let id: DeviceID = try row("id")
        self.init(
            device: id, name: try row("name"), hostname: Untrusted(try row("hostname"), from: id),
            severity: try row("trouble"), cause: try row("trouble_cause"),
            subject: (try row("trouble_name") as String?).map { Untrusted($0, from: id) }, at: try row("trouble_at"))
    }
}

private struct Mean {
    let key: GroupKey
    let score: DailyScore

    init(_ row: Row) throws {
        key = try GroupKey(row)
        score = DailyScore(day: DailyScore.day(of: try row("day")), score: try row("mean"))
    }
}

extension BandCounts {
    fileprivate static var none: BandCounts {
        BandCounts(good: 0, fair: 0, poor: 0, critical: 0, provisional: 0, notReported: 0)
    }
}
