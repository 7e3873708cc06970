// SPDX-License-Identifier: Apache-2.0

import JSON
import Postgres
import Rehearsal
import ReliabilityWire
import Shapes
import Testing
import Vocabulary

@testable import ReliabilityServer

@Suite(.world([.reliability])) struct ReliabilityToolTests {
    private let watched = Watched()

    @Test("a device that has told nothing yet has a report that says so, and no score") func untold() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        for days in [nil, 7] {
            let report = try await world.report(of: machine, days: days)
            #expect(report.status == 200)
            #expect(report["score"] == .null && report["band"] == .null && report["provisional"] == true)
            #expect(report["limits"] == ["insufficient_history", "not_reported"])
            #expect(report["components"]?.items.allSatisfy { $0["score"] == .null } == true)
            #expect(report["observed_from"] == .null && report["issues"] == [])
        }
    }

    @Test("a device without a journal says so, and has no score") func withoutJournal() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        try await machine.send([watched.sample(from: 10, journal: .absent)])
        try await world.judged(machine)
        let report = try await world.report(of: machine)
        #expect(report["score"] == .null && report["limits"] == ["insufficient_history", "no_journal"])
        try await machine.send([watched.sample(from: 10, journal: .volatile)])
        try await world.judged(machine)
        #expect(try await world.report(of: machine)["limits"] == ["volatile_journal"])
    }

    @Test("the days that are weighed can be chosen; those of the stored report are the usual ones") func windows()
        async throws
    {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        try await machine.send([watched.sample(from: 60, [watched.crash(20), watched.crash(40, of: "old.service")])])
        try await world.judged(machine)
        var scores: [JSON?] = []
        for days in [7, 30, 90] {
            let report = try await world.report(of: machine, days: days)
            #expect(report["days"] == .integer(days) && report["provisional"] == false)
            scores.append(report["score"])
        }
        #expect(scores == [100, 92, 92])
        let usual = try await world.report(of: machine)
        #expect(usual["days"] == 30)
        #expect(usual.body == (try await world.report(of: machine, days: 30)).body)
        #expect(try await world.report(of: machine, days: 90)["issues"]?.items.count == 2)
        #expect(try await world.report(of: machine, days: 1)["provisional"] == false)
        for days in [0, 91] {
            let refused = try await world.report(of: machine, days: days)
            #expect(refused.status == 422 && refused["path"] == "$.days")
        }
    }

    @Test("a report that a program with other words has kept is not handed on: it is judged again") func otherForm()
        async throws
    {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        try await machine.send([watched.sample(from: 60, [watched.crash(20)])])
        try await world.judged(machine)
        let usual = try await world.report(of: machine)
        try await world.database.transaction(in: Context(role: "breeze_system", settings: [:])) { session in
            try await session.run("update reliability_report set report = '{}' where device_id = \(machine.device)")
        }
        #expect(try await world.report(of: machine).body == [:], "what was kept is handed on as it is")
        try await world.database.transaction(in: Context(role: "breeze_system", settings: [:])) { session in
            try await session.run("update reliability_report set form = 'older' where device_id = \(machine.device)")
        }
        let judged = try await world.report(of: machine)
        #expect(judged["issues"] == usual["issues"] && judged["score"] == usual["score"])
    }

    @Test("a stranger's device is not there") func strangers() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        try await machine.send([watched.sample(from: 10)])
        try await world.judged(machine)
        for days in [nil, 7] {
            #expect(try await world.report(of: machine, days: days, by: world.boltKey).status == 404)
            #expect(try await world.report(of: machine, days: days, by: world.nobody).status == 401)
            #expect(try await world.report(of: machine, days: days, by: world.readKey).status == 200)
        }
        let foreign: JSON = ["organization": .string("\(world.acme.organization)")]
        #expect(try await world.ask("get_fleet_health", foreign, by: world.boltKey).status == 404)
        let site: JSON = ["site": .string("\(world.acme.site)")]
        #expect(try await world.ask("get_fleet_health", site, by: world.boltKey).status == 404)
    }
}

extension World { fileprivate var nobody: Caller { .nobody } }

@Suite(.world([.reliability])) struct FleetTests {
    @Test("a fleet is counted by band, by organization and by site; others see nothing of it") func fleet() async throws
    {
        let world = try World.current
        let watched = Watched()
        func machine(_ incidents: [Incident], from days: Double = 10) async throws -> Workstation {
            let machine = try await world.enroll(into: world.acme)
            try await machine.send([watched.sample(from: days, incidents)])
            return machine
        }
        let sound = try await machine([])
        let crashes = (1...9).map { watched.crash(Double($0), of: "unit\($0)") }
        let failures = (1...9).map {
            Incident(id: "f\($0)", at: watched.ago(Double($0)), cause: .exitCode, name: "s\($0)")
        }
        let bad = try await machine(crashes + failures)
        let young = try await machine([watched.crash(0.01, of: "app.service")], from: 1)
        let silent = try await world.enroll(into: world.acme)
        for machine in [sound, bad, young] { try await world.judged(machine) }

        let all = try await world.ask("get_fleet_health", by: world.acmeKey)
        #expect(all.status == 200 && all["devices"] == 4)
        let bands: JSON = ["good": 1, "fair": 0, "poor": 1, "critical": 0, "provisional": 1, "not_reported": 1]
        #expect(all["bands"] == bands)
        #expect(all["worst"]?.items.map { $0["device"] } == [bad, sound].map { .string("\($0.device)") })
        #expect(all["worst"]?.items.first?["hostname"]?["source"] == .string("device:\(bad.device)"))
        let groups = all["groups"]?.items ?? []
        #expect(groups.map { $0["organization"] } == [.string("\(world.acme.organization)")])
        #expect(groups.first?["name"] == "Acme" && groups.first?["site"] == .null && groups.first?["bands"] == bands)
        #expect(groups.first?["mean"] == all["mean"] && all["mean"]?.number == 80)
        #expect(groups.first?["trend"]?["days"] == 1 && all["trend"]?["days"] == 1)
        #expect(all["more"] == false)
        #expect(
            try await world.ask("get_device_details", ["device": .string("\(silent.device)")], by: world.acmeKey).status
                == 200)

        let troubled = all["troubled"]?.items ?? []
        // Of the last day only, and whether or not there is a score.
        #expect(troubled.map { $0["device"] } == [.string("\(young.device)")], "\(troubled)")
        #expect(troubled.first?["cause"] == "killed" && troubled.first?["subject"]?["untrusted"] == "app.service")
        #expect(troubled.first?["severity"] == "high")

        let sites = try await world.ask("get_fleet_health", ["by": "site", "worst": 1], by: world.acmeKey)
        #expect(sites["groups"]?.items.map { $0["site"] } == [.string("\(world.acme.site)")])
        #expect(sites["groups"]?.items.first?["name"] == "Head office")
        #expect(sites["groups"]?.items.first?["worst"]?.items.count == 1)
        let one = try await world.ask("get_fleet_health", ["site": .string("\(world.acme.site)")], by: world.readKey)
        #expect(one["devices"] == 4 && one["mean"]?.number == 80)

        let stranger = try await world.ask("get_fleet_health", by: world.boltKey)
        #expect(stranger.status == 200 && stranger["devices"] == 0 && stranger["groups"] == [])
        #expect(stranger["troubled"] == [])
        #expect(stranger["worst"] == [] && stranger["mean"] == .null && stranger["judged_at"] == .null)
        let everybody = try await world.ask("get_fleet_health", ["limit": 1], by: world.readKey)
        #expect(everybody["devices"] == 4 && everybody["groups"]?.items.count == 1)
    }
}
