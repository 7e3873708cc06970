// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import GateKit
import Postgres
import ReliabilityWire
import Shapes
import Vocabulary

/// All that is kept of some devices, ready to be judged.
struct Archive {
    private var histories: [DeviceID: History] = [:]
    /// As they lie in the table: unmerged.
    private(set) var looks: [DeviceID: [Range<Instant>]]

    /// Rows that each question may answer, of at most so many devices.
    static let limit = Kept.incidentsOfADevice * devices
    static let devices = 20

    /// What to ask; of devices within `scope`, a condition without an alias.
    static func questions(_ devices: [DeviceID], in scope: SQL, at now: Instant) -> [SQL] {
        let own: SQL = "\(sql: scope) and device_id = w.device_id"
        let first = now - Kept.incidents
        func facts(_ rows: SQL) -> SQL { each(devices, "w.device_id, f.*", rows) }
        return [
            facts("select journal, container from reliability_device where \(sql: own) limit 1"),
            facts(
                """
                select looked_from, looked_to from reliability_look where \(sql: own)
                 order by looked_to desc limit \(Kept.looksOfADevice)
                """),
            facts(
                """
                select boot, first_at, last_at, ending from reliability_boot where \(sql: own)
                 order by last_at desc limit \(Kept.bootsOfADevice)
                """),
            facts(
                """
                select id, at, cause, name, detail, exit_status, signal, gravity from reliability_incident
                 where \(sql: own) and at > \(first) order by at desc limit \(Kept.incidentsOfADevice)
                """),
            facts(
                """
                select unit, at from reliability_start where \(sql: own) and at > \(first)
                 order by at desc limit \(Kept.startsOfADevice)
                """),
            facts(
                """
                select day, score from reliability_score where \(sql: own) and not provisional and day > \(first)
                 order by day desc limit 100
                """),
        ]
    }

    init(_ answers: [[Row]], at now: Instant) throws {
        looks = try Self.byDevice(answers[1]) { try Intervals.span($0("looked_from"), $0("looked_to")) }
        let boots = try Self.byDevice(answers[2], Boot.init)
        let incidents = try Self.byDevice(answers[3], Incident.init)
        let starts = try Self.byDevice(answers[4]) { ReliabilitySample.Start(unit: try $0("unit"), at: try $0("at")) }
        let scores = try Self.byDevice(answers[5], DailyScore.init)
        for row in answers[0] {
            let device: DeviceID = try row("device_id")
            let container: String? = try row("container")
            var history = History(
                device: device, now: now, looks: looks[device] ?? [], boots: boots[device] ?? [],
                incidents: incidents[device] ?? [])
            (history.journal, history.isContainer) = (try row("journal"), container != nil)
            (history.starts, history.dailyScores) = (starts[device] ?? [], scores[device] ?? [])
            histories[device] = history
        }
    }

    /// Nil if it has not told anything yet.
    subscript(device: DeviceID) -> History? { histories[device] }

    private static func byDevice<Fact>(_ rows: [Row], _ fact: (Row) throws -> Fact) throws -> [DeviceID: [Fact]] {
        var facts: [DeviceID: [Fact]] = [:]
        for row in rows { facts[try row("device_id"), default: []].append(try fact(row)) }
        return facts
    }
}

extension Boot {
    fileprivate init(_ row: Row) throws {
        self.init(id: try row("boot"), first: try row("first_at"), last: try row("last_at"), ending: try row("ending"))
    }
}

extension Incident {
    fileprivate init(_ row: Row) throws {
        let cause: String = try row("cause")
        self.init(
            id: try row("id"), at: try row("at"), cause: Cause(rawValue: cause) ?? .unknown, name: try row("name"),
            detail: try row("detail"), exitStatus: try row("exit_status"), signal: try row("signal"),
            gravity: try row("gravity"))
    }
}

extension DailyScore {
    fileprivate init(_ row: Row) throws {
        let score: Int = try row("score")
        self.init(day: Self.day(of: try row("day")), score: Double(score))
    }
}
