// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import FeatureKit
import GateKit
import Postgres
import Shapes
import Vocabulary

/// What a list of devices is asked for, as SQL.
///
/// Whatever filters nothing is left out: most lists can then be answered from one index (ADR 0026).
struct DeviceQuery {
    let limit: Int
    let skip: Int
    let now: Instant
    private let reach: Reach
    private let filters: [SQL]
    private let connectivity: Set<Connectivity>
    private let ordering: Ordering
    private let mark: PageMark<ListPlace, Device>?

    init(_ input: ListDevices.Input, in reach: Reach, at now: Instant) throws {
        (limit, skip, self.now, self.reach) = (input.limit, input.skip, now, reach)
        let ordering = Ordering(input.sort, input.dir)
        self.ordering = ordering
        connectivity = Set(input.connectivity)
        var filters: [SQL] = []
        if let site = input.site { filters.append("t.site_id = \(site)") }
        // Once a statement, not once a row.
        if let search = input.search { filters.append("position((select lower(\(search))) in t.called) > 0") }
        if Set(input.lifecycle).count < Lifecycle.allCases.count {
            filters.append("t.lifecycle = any (\(input.lifecycle)::text[])")
        }
        self.filters = filters
        mark = try input.cursor.map { try PageMark($0) }
        if let mark { try ordering.check(mark.sort) }
    }

    private var isAnyConnectivity: Bool { connectivity.count == Connectivity.allCases.count }

    /// The rows that match, of the tables that are needed to tell.
    private func matching(_ more: [SQL] = [], ordered: Bool) -> SQL {
        var tables: SQL = "devices_device t"
        if ordered, ordering.sort == .organization { tables += " join house.organization o on o.org_id = t.org_id" }
        if !isAnyConnectivity || ordered && ordering.sort == .seen {
            tables += " left join devices_state st on st.org_id = t.org_id and st.device_id = t.id"
        }
        let spoken: [SQL] =
            isAnyConnectivity
            ? []
            : ["\(sql: connectivityColumn(at: now)) = any (\(connectivity.map(\.rawValue).sorted())::text[])"]
        let all = [reach.condition(.t)] + filters + spoken + more
        return "from \(sql: tables) where \(sql: all.joined(by: " and "))"
    }

    /// One more than asked for, so that the caller knows whether there is a next page.
    var page: SQL {
        let after = mark.map { [ordering.after($0)] } ?? []
        return """
            with page as (
              select t.org_id, t.id, \(sql: ordering.named) \(sql: matching(after, ordered: true))
               order by \(sql: ordering.order) offset \(skip) limit \(limit + 1)
            )
            select \(sql: rowColumns), page.key_1::text as key_1, page.key_2::text as key_2
              from page join devices_device t on t.org_id = page.org_id and t.id = page.id
              join house.organization o on o.org_id = t.org_id
              join house.site s on s.org_id = t.org_id and s.id = t.site_id
              left join devices_state st on st.org_id = t.org_id and st.device_id = t.id
             order by \(sql: ordering.pageOrder)
            """
    }

    /// Every device has at most one state, so those that spoke are counted there when nothing else is asked.
    var total: SQL {
        guard filters.isEmpty, !isAnyConnectivity else {
            return "select count(*) as total \(sql: matching(ordered: false))"
        }
        let (mine, limit) = (reach.condition(.t), now - onlineFor)
        return """
            select (select count(*) from devices_state t where \(sql: mine)
                       and (t.last_seen > \(limit) and \(connectivity.contains(.online))
                            or t.last_seen <= \(limit) and \(connectivity.contains(.offline))))
                 + case when \(connectivity.contains(.unknown))
                        then (select count(*) from devices_device t where \(sql: mine))
                           - (select count(*) from devices_state t where \(sql: mine)) else 0 end as total
            """
    }

    fileprivate func listed(_ row: Row) throws -> Listed {
        let device = try DeviceRow(row, at: now)
        let keys: [String?] = [try row("key_1"), try row("key_2")]
        return Listed(row: device, place: ListPlace(sort: ordering.sort, keys: keys.compactMap(\.self)))
    }
}

/// A device, and where it stands in its list.
struct Listed {
    let row: DeviceRow
    let place: ListPlace
}

/// The order of a list, and what a row of it is ordered by, but for its id.
struct ListPlace: Codable {
    let sort: DeviceSort
    let keys: [String]
}

/// The order of a list, total since the id ends it.
private struct Ordering {
    let sort: DeviceSort
    let direction: Direction
    /// What is ordered by, and last the id.
    let columns: [SQL]

    init(_ sort: DeviceSort, _ direction: Direction) {
        (self.sort, self.direction) = (sort, direction)
        columns =
            switch sort {
            case .name: ["t.called", "t.id"]
            case .organization: ["o.name", "t.called", "t.id"]
            case .seen: ["coalesce(st.last_seen, '-infinity')", "t.id"]
            }
    }

    private var isDescending: Bool { direction == .descending }

    /// The columns but the id, as the page's own.
    var named: SQL {
        columns.count == 3
            ? "\(sql: columns[0]) as key_1, \(sql: columns[1]) as key_2"
            : "\(sql: columns[0]) as key_1, null::text as key_2"
    }

    var order: SQL { columns.map { isDescending ? $0 + " desc" : $0 }.joined(by: ", ") }

    var pageOrder: SQL {
        isDescending
            ? "page.key_1 desc, page.key_2 desc nulls last, page.id desc" : "page.key_1, page.key_2, page.id"
    }

    /// A cursor of another order, or one that we did not make, is the caller's error.
    func check(_ place: ListPlace) throws(Refusal) {
        let isTime =
            sort != .seen || place.keys.first == "-infinity" || place.keys.first.flatMap { Instant(cell: $0) } != nil
        // PostgreSQL's text holds every character but one.
        guard place.sort == sort, place.keys.count == columns.count - 1, isTime,
            !place.keys.contains(where: { $0.utf8.contains(0) })
        else { throw .invalid(path: "$.cursor", why: "is not a `next_cursor` of this list, ordered so") }
    }

    /// Everything behind a place.
    func after(_ mark: PageMark<ListPlace, Device>) -> SQL {
        let keys: [SQL] = mark.sort.keys.map { sort == .seen ? "\($0)::timestamptz" : "\($0)::text" }
        let (mine, theirs) = (columns.joined(by: ", "), (keys + ["\(mark.id)::uuid"]).joined(by: ", "))
        return isDescending
            ? "(\(sql: mine)) < (\(sql: theirs))" : "(\(sql: mine)) > (\(sql: theirs))"
    }
}

extension Reading {
    func devices(_ query: DeviceQuery) async throws -> [Listed] {
        try await rows(query.page).map { try query.listed($0) }
    }

    func count(_ query: DeviceQuery) async throws -> Int { try await one(query.total)?("total") ?? 0 }
}
