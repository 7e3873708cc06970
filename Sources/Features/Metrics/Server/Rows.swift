// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import MetricsWire
import Postgres
import Shapes
import Vocabulary

/// What is asked of the past: which series, of which disks and interfaces.
struct Wanted {
    var series: Set<Series>
    /// By their names; empty for none.
    var disks: [String] = []
    var interfaces: [String] = []

    func columns(of family: Family) -> [Family.Column] { family.columns.filter { series.contains($0.series) } }
    func names(of family: Family) -> [String] {
        switch family {
        case .machine: []
        case .disk: disks
        case .interface: interfaces
        }
    }
}

/// What the past held: a course for each series and instance, and the windows in which the device spoke at all.
struct Courses {
    struct Key: Hashable {
        let series: Series
        let instance: String?
    }
    var courses: [Key: [Stretch]] = [:]
    var windows = 0
    /// The first and the last of those windows.
    var spoken: ClosedRange<Instant>?
}

extension Reading {
    /// The newest values, and what the same look said of disks, interfaces and processes.
    func now(of device: DeviceID, in reach: Reach) async throws -> MetricsNow? {
        let answers = try await all([
            """
            select t.at, t.cpu, t.logical_cpus, t.memory, t.memory_total, t.swap, t.swap_total, t.load, t.pressure_cpu,
                   t.pressure_memory, t.pressure_io, t.processes, t.uptime_seconds,
                   (select s.top from metrics_sample s where s.org_id = t.org_id and s.device_id = t.device_id
                       and s.at = t.at and s.sequence = t.sequence limit 1) as top
              from metrics_now t where \(sql: reach.condition(.t)) and t.device_id = \(device) limit 1
            """,
            """
            select d.mount, d.source, d.file_system, d.total, d.available, d.used_percent, d.inodes, d.busy
              from metrics_now t join metrics_disk d
                on d.org_id = t.org_id and d.device_id = t.device_id and d.at = t.at and d.sequence = t.sequence
             where \(sql: reach.condition(.t)) and t.device_id = \(device)
             order by d.used_percent desc nulls last, d.mount limit 32
            """,
            """
            select i.name, i.received, i.sent
              from metrics_now t join metrics_interface i
                on i.org_id = t.org_id and i.device_id = t.device_id and i.at = t.at and i.sequence = t.sequence
             where \(sql: reach.condition(.t)) and t.device_id = \(device)
             order by i.received + i.sent desc nulls last, i.name limit 32
            """,
        ])
        return try answers[0].first.map { row in
            try MetricsNow(
                row, disks: answers[1].map { try DiskNow($0, from: device) },
                interfaces: answers[2].map { try InterfaceNow($0, from: device) }, from: device)
        }
    }

    /// Rollups as far as they are sure to be there, and samples from there on.
    func courses(
        of device: DeviceID, _ wanted: Wanted, over history: History, in reach: Reach, now: Instant
    ) async throws -> Courses {
        let tail = history.tail(now: now)
        let families = Family.allCases.filter { $0 == .machine || !wanted.names(of: $0).isEmpty }
        var questions: [(Family, SQL)] = []
        for family in families {
            let asked = Question(device: device, family: family, wanted: wanted, history: history, reach: reach)
            if history.from < tail { questions.append((family, asked.rollups(until: tail))) }
            if tail < history.to { questions.append((family, asked.samples(since: tail))) }
        }
        let answers = try await all(questions.map(\.1), limit: 16 * (History.valuesAtMost + 200))
        var courses = Courses()
        for ((family, _), rows) in zip(questions, answers) {
            try courses.add(rows, wanted.columns(of: family))
            if family == .machine { try courses.count(rows) }
        }
        return courses
    }
}

/// One family's history, asked of its rollups or of its samples.
private struct Question {
    let device: DeviceID
    let family: Family
    let wanted: Wanted
    let history: History
    let reach: Reach

    private var instance: SQL { family.instance.map { "t.\(sql: $0)" } ?? "''" }
    private var named: SQL {
        family.instance == nil ? "" : " and \(sql: instance) = any (\(wanted.names(of: family))::text[])"
    }
    private func values(_ value: (SQL) -> SQL) -> SQL {
        "array[\(sql: wanted.columns(of: family).map { value($0.name) }.joined(by: ", "))]::float4[] as \"values\""
    }

    func rollups(until tail: Instant) -> SQL {
        let values = values { "t.\(sql: $0)_avg, t.\(sql: $0)_min, t.\(sql: $0)_max" }
        return """
            select \(sql: instance) as instance, t.at, t.samples, \(sql: values)
              from \(sql: family.table(history.resolution)) t
             where \(sql: reach.condition(.t)) and t.device_id = \(device) and t.at >= \(history.from)
               and t.at < \(tail)\(sql: named)
             order by t.at
            """
    }

    func samples(since tail: Instant) -> SQL {
        let values = values { "avg(t.\(sql: $0)), min(t.\(sql: $0)), max(t.\(sql: $0))" }
        return """
            select \(sql: instance) as instance, w.at, count(*) as samples, \(sql: values)
              from \(sql: family.table(.minute)) t
             cross join lateral (
                   select date_bin(make_interval(secs => \(history.resolution.seconds)), t.at, 'epoch') as at) w
             where \(sql: reach.condition(.t)) and t.device_id = \(device) and t.at >= \(tail)
               and t.at < \(history.to)\(sql: named)
             group by 1, w.at order by w.at
            """
    }
}

extension Courses {
    /// Rows of the machine itself: there is one for each window in which it spoke.
    fileprivate mutating func count(_ rows: [Row]) throws {
        windows += rows.count
        guard let first: Instant = try rows.first?("at"), let last: Instant = try rows.last?("at") else { return }
        spoken = (spoken?.lowerBound ?? first)...last
    }

    /// Each row holds mean, lowest and highest of every column, one after the other.
    fileprivate mutating func add(_ rows: [Row], _ columns: [Family.Column]) throws {
        for row in rows {
            let (instance, at, samples): (String, Instant, Int) = (
                try row("instance"), try row("at"), try row("samples")
            )
            let values: [Double?] = try row("values")
            guard values.count == 3 * columns.count else { continue }
            for (index, column) in columns.enumerated() {
                guard let avg = values[3 * index], let min = values[3 * index + 1], let max = values[3 * index + 2]
                else { continue }
                let key = Key(series: column.series, instance: instance.isEmpty ? nil : instance)
                courses[key, default: []].append(Stretch(at: at, samples: samples, avg: avg, min: min, max: max))
            }
        }
    }
}

extension MetricsNow {
    fileprivate init(_ row: Row, disks: [DiskNow], interfaces: [InterfaceNow], from device: DeviceID) throws {
        let processes: Double? = try row("processes")
        self.init(
            at: try row("at"), cpu: try row("cpu"), logicalCpus: try row("logical_cpus"), memory: try row("memory"),
            memoryTotal: try row("memory_total"), swap: try row("swap"), swapTotal: try row("swap_total"),
            load: try row("load"), pressureCpu: try row("pressure_cpu"), pressureMemory: try row("pressure_memory"),
            pressureIo: try row("pressure_io"), processes: processes.map { Int($0) },
            uptimeSeconds: try row("uptime_seconds"), disks: disks, interfaces: interfaces,
            top: [ProcessNow](column: try row("top"), from: device))
    }
}

extension DiskNow {
    fileprivate init(_ row: Row, from device: DeviceID) throws {
        func words(_ column: StaticString) throws -> Untrusted { Untrusted(try row(column), from: device) }
        self.init(
            mount: try words("mount"), source: try words("source"), fileSystem: try words("file_system"),
            total: try row("total"), available: try row("available"), used: try row("used_percent"),
            inodes: try row("inodes"), busy: try row("busy"))
    }
}

extension InterfaceNow {
    fileprivate init(_ row: Row, from device: DeviceID) throws {
        self.init(name: Untrusted(try row("name"), from: device), received: try row("received"), sent: try row("sent"))
    }
}
