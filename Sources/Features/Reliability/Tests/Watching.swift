// SPDX-License-Identifier: Apache-2.0

import Foundation
import GateKit
import JSON
import Postgres
import Rehearsal
import ReliabilityWire
import Shapes
import Vocabulary

/// A machine whose agent tells of a past that a test makes up: what it saw while it could not be reached.
struct Watched {
    let now = Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000))
    func ago(_ days: Double) -> Instant { Instant(milliseconds: now.milliseconds - Int(days * 86_400_000)) }

    /// Up and watched from so many days ago until so many days ago.
    func sample(
        from days: Double, to until: Double = 0, _ incidents: [Incident] = [],
        journal: ReliabilitySample.Journal = .persistent, boots: [Boot]? = nil
    ) -> ReliabilitySample {
        let boot = Boot(id: "b", first: ago(days), last: ago(until), ending: .running)
        return ReliabilitySample(
            journal: journal, lookedFrom: ago(days), lookedTo: ago(until), bootId: "b",
            boots: journal == .absent ? [] : boots ?? [boot], incidents: incidents)
    }

    func crash(_ days: Double, of unit: String = "nginx.service", id: String? = nil) -> Incident {
        Incident(
            id: id ?? "\(unit) \(days)", at: ago(days), cause: .killed, name: unit,
            detail: "\(unit): Failed with result 'signal'.", signal: 9)
    }
}

struct NeverCame: Error, CustomStringConvertible { let description: String }

extension World {
    /// Asks again until the answer is as wanted: the server's schedule runs by itself.
    func answer(
        _ tool: String, _ arguments: JSON, by caller: Caller, until isWanted: (JSON) -> Bool
    ) async throws -> JSON {
        var last: JSON = .null
        for _ in 0..<400 {
            last = try await ask(tool, arguments, by: caller).body
            if isWanted(last) { return last }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw NeverCame(description: "\(tool) never answered as wanted; last it said \(last)")
    }

    func report(of machine: Workstation, days: Int? = nil, by caller: Caller? = nil) async throws -> Answer {
        var arguments: [String: JSON] = ["device": .string("\(machine.device)")]
        arguments["days"] = days.map { .integer($0) }
        return try await ask("get_device_reliability", .object(arguments), by: caller ?? acmeKey)
    }

    /// Everything that the database has, for looking only.
    var rows: Reading { database.reading(in: Context(role: "breeze_system", settings: [:])) }

    /// Waits until all that a device told has been judged.
    func judged(_ machine: Workstation) async throws {
        for _ in 0..<400 {
            let row = try await rows.one(
                """
                select device_id from reliability_device
                 where device_id = \(machine.device) and judged_at is not null and changed_at is null
                """)
            if row != nil { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw NeverCame(description: "\(machine.device) was never judged")
    }

    func events(about machine: Workstation) async throws -> [Row] {
        let waiting = try await rows.one(
            "select count(*) as n from house.outbox where \(machine.device) = any (device_ids)")
        if let count: Int = try waiting?("n"), count > 0 {
            try await Task.sleep(for: .milliseconds(50))
            return try await events(about: machine)
        }
        return try await rows.rows(
            """
            select type, severity, category, org_id, partner_id, device_ids, site_id, summary, details, correlation_id,
                   suggested_tools, untrusted
              from house.event where type like 'reliability.%' and \(machine.device) = any (device_ids) order by pos
            """)
    }

    func count(_ sql: SQL) async throws -> Int { try await rows.one(sql)?("n") ?? -1 }
}

extension JSON {
    var items: [JSON] { if case .array(let items) = self { items } else { [] } }
    var number: Double? {
        switch self {
        case .integer(let whole): Double(whole)
        case .number(let number): number
        case .null, .bool, .string, .array, .object: nil
        }
    }
    var text: String { if case .string(let text) = self { text } else { "" } }
}
