// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import GateKit
import JSON
import Postgres
import Rehearsal
import ReliabilityWire
import Shapes
import Testing
import Vocabulary

@testable import ReliabilityServer

@Suite(.world([.reliability])) struct ReliabilityWorkTests {
    private let watched = Watched()

    @Test("a crash is judged at a nudge and told once, in its envelope; told again it changes nothing")
    func crashes() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let neighbour = try await world.enroll(into: world.bolt)
        try await machine.send([watched.sample(from: 10)])
        try await neighbour.send([watched.sample(from: 10)])
        try await world.judged(machine)
        try await world.judged(neighbour)
        #expect(try await world.report(of: machine)["score"] == 100)

        let crash = watched.sample(from: 0.5, [watched.crash(0.1)])
        try await machine.send([crash])
        try await world.judged(machine)
        let report = try await world.report(of: machine)
        #expect(report["score"] == 83 && report["band"] == "fair" && report["provisional"] == false)
        #expect(report["issues"]?.items.first?["name"]?["untrusted"] == "nginx.service")

        try await machine.send([crash])
        try await world.judged(machine)
        #expect(try await world.report(of: machine)["score"] == 83)
        let told = try await world.events(about: machine)
        #expect(told.count == 1)
        let event = try #require(told.first)
        #expect(try event("type") == "reliability.score_dropped" && event("category") == "system")
        #expect(try event("severity") == "medium" && event("correlation_id") == "job")
        #expect(try event("org_id") == world.acme.organization && event("device_ids") == [machine.device])
        #expect(
            try event("summary")
                == "Reliability fell from 100 (good) to 83 (fair), mostly for a service that was killed.")
        #expect(try event("suggested_tools") == ["get_device_reliability", "get_fleet_health"])
        #expect(try event("untrusted") == ["$.name.untrusted"])
        let details: String = try event("details")
        let dropped = try JSON.decode(ReliabilityScoreDropped.self, from: Array(details.utf8))
        #expect(dropped.was == 100 && dropped.score == 83 && dropped.device == machine.device)
        #expect(dropped.name == Untrusted("nginx.service", from: machine.device))

        #expect(try await world.report(of: neighbour, by: world.boltKey)["score"] == 100)
        #expect(try await world.events(about: neighbour).isEmpty)
    }

    @Test("under three days a score is provisional, with its evidence, and tells nobody") func provisional()
        async throws
    {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        try await machine.send([watched.sample(from: 2)])
        try await world.judged(machine)
        try await machine.send([
            watched.sample(from: 0.5, [watched.crash(0.2), watched.crash(0.3, of: "cron.service")])
        ])
        try await world.judged(machine)
        let report = try await world.report(of: machine)
        #expect(report["provisional"] == true && report["limits"] == ["insufficient_history"])
        #expect(report["observed_days"]?.number == 2)
        #expect(report["issues"]?.items.count == 2)
        #expect(report["trend"]?["days"] == 0)
        #expect(try await world.events(about: machine).isEmpty)
    }

    @Test("what an agent saw while it was offline counts as if it had told at once, in whatever pieces")
    func offline() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let cut = [
            Boot(id: "a", first: watched.ago(12), last: watched.ago(6), ending: .unclean),
            Boot(id: "b", first: watched.ago(5.9), last: watched.ago(0), ending: .running),
        ]
        try await machine.send([
            watched.sample(
                from: 12, to: 8, boots: [Boot(id: "a", first: watched.ago(12), last: watched.ago(8), ending: .running)]),
            watched.sample(from: 8, to: 4, [watched.crash(5)], boots: cut), watched.sample(from: 4, to: 0, boots: cut),
        ])
        try await world.judged(machine)
        let report = try await world.report(of: machine)
        #expect(report["provisional"] == false)
        #expect(report["windows"]?.items.map { $0["crashes"] } == [2, 2, 2])
        #expect(report["issues"]?.items.contains { $0["cause"] == "unclean_shutdown" } == true)
        #expect(report["issues"]?.items.contains { $0["area"] == "uptime" } == true)
        let looks = try await world.rows.rows(
            "select looked_from, looked_to from reliability_look where device_id = \(machine.device)")
        #expect(looks.count == 1)
        #expect(try looks.first?("looked_from") == watched.ago(12))
        #expect(
            try await world.count("select count(*) as n from reliability_boot where device_id = \(machine.device)") == 2
        )
    }

    @Test("one unreadable sample costs only itself, and odd values no sample at all") func damage() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        var odd = watched.sample(
            from: 5, to: 0, [watched.crash(1), watched.crash(200), watched.crash(-3, of: "future")])
        odd.incidents.append(
            Incident(
                id: String(repeating: "i", count: 5000), at: watched.ago(2), cause: .unknown, name: "a\0b",
                detail: String(repeating: "\u{1F600}", count: 2000), exitStatus: .max, signal: .min))
        odd.starts = [
            ReliabilitySample.Start(unit: "", at: watched.ago(1)),
            .init(unit: "a", at: Instant(milliseconds: -62_135_596_800_000)),
        ]
        odd.boots.append(Boot(id: "z", first: watched.ago(0), last: watched.ago(9), ending: .clean))
        let bodies = [
            try JSON.encode(watched.sample(from: 9, to: 5)), Array(#"{"journal":"stone","boots":7}"#.utf8),
            try JSON.encode(odd),
        ]
        let stored = try await machine.send(
            bodies.enumerated().map { number, body in
                Batch.Sample(
                    sequence: number + 1, kind: ReliabilitySample.kind, observedAt: watched.now, body: try RawJSON(body)
                )
            })
        #expect(stored.sequence == 3 && stored.dropped == 1)
        try await world.judged(machine)
        let report = try await world.report(of: machine)
        #expect(report["provisional"] == false)
        #expect(report["windows"]?.items.map { $0["crashes"] } == [2, 2, 2])  // one came from the future: it was now
        let kept = try await world.rows.rows(
            "select id, name, detail, exit_status, at from reliability_incident where device_id = \(machine.device) order by at"
        )
        #expect(kept.count == 3)
        let longest: String? = try kept.first?("id")
        #expect(longest?.count == 200)
        #expect(try kept.first?("name") == "ab")
        #expect(
            try await world.count("select count(*) as n from reliability_start where device_id = \(machine.device)")
                == 0)
    }

    @Test("a sample that comes twice is stored once") func again() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let sample = Batch.Sample(
            sequence: 1, kind: ReliabilitySample.kind, observedAt: watched.now,
            body: try RawJSON(JSON.encode(watched.sample(from: 4, [watched.crash(1)]))))
        try await machine.send([sample])
        try await world.judged(machine)
        let before = try await world.report(of: machine).body
        #expect(try await machine.send([sample]).dropped == 0)
        try await world.judged(machine)
        #expect(try await world.report(of: machine).body == before)  // not even judged anew
    }

    @Test("a disk that writes a line a millisecond does not push out what happened before") func floods() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        func errors(_ name: String, _ count: Int, at days: Double) -> [Incident] {
            (0..<count).map { number in
                Incident(
                    id: "\(name) \(number)", at: watched.ago(days) + .milliseconds(number), cause: .disk, name: name,
                    detail: "I/O error", gravity: .error)
            }
        }
        try await machine.send([watched.sample(from: 10, errors("sda", 1, at: 8))])
        for part in 0..<3 {
            try await machine.send([watched.sample(from: 1, errors("sd\(part)", 600, at: 0.5))])
        }
        try await world.judged(machine)
        let kept = try await world.count(
            "select count(*) as n from reliability_incident where device_id = \(machine.device)")
        #expect((4...13).contains(kept))  // two of a minute, and a flood may lie across two
        let report = try await world.report(of: machine)
        #expect(report["windows"]?.items.map { $0["hardware_errors"] } == [3, 4, 4])
    }
}

@Suite(.world([.reliability])) struct ReliabilityAgeTests {
    @Test(
        "a judgement older than an hour is made again, one that is not stays, and a clock that is wrong is made right")
    func hours() async throws {
        let world = try World.current
        let watched = Watched()
        let machine = try await world.enroll(into: world.acme)
        try await machine.send([watched.sample(from: 10, [watched.crash(6.99)])])
        try await world.judged(machine)
        let before = try await world.report(of: machine)
        let weighed = before["score"]
        world.advance(by: .seconds(3 * 3600))
        let device: JSON = ["device": .string("\(machine.device)")]
        let after = try await world.answer("get_device_reliability", device, by: world.acmeKey) {
            $0["judged_at"] != before["judged_at"]
        }
        // The crash is more than seven days old now, and weighs less.
        #expect(weighed == 83 && after["score"] == 87)
        #expect(
            try await world.count("select count(*) as n from reliability_score where device_id = \(machine.device)")
                >= 1)
        #expect(try await world.ask("get_device_reliability", device, by: world.acmeKey).body == after)

        // The machine's clock is now three hours slow; what it tells of this moment is of this moment.
        try await machine.send([watched.sample(from: 0.1, [watched.crash(0)])])
        try await world.judged(machine)
        let told = try await world.rows.one(
            "select max(at) as at from reliability_incident where device_id = \(machine.device)")
        let at: Instant = try #require(try told?("at"))
        #expect(at > watched.now + .seconds(3 * 3600 - 120) && at <= world.now)
    }
}
