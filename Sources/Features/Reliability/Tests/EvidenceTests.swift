// SPDX-License-Identifier: Apache-2.0

import JSON
import ReliabilityWire
import Shapes
import Testing
import Vocabulary

@testable import ReliabilityAgent
@testable import ReliabilityServer

@Suite struct EvidenceTests {
    private func episodes(_ seconds: [Double], _ cause: Cause = .killed, starts: [Double] = []) -> [Episode] {
        Episode.all(
            seconds.map { Device30.incident(cause, -$0 / 86_400) },
            starts: starts.map { ReliabilitySample.Start(unit: "a", at: Device30.ago(-$0 / 86_400)) })
    }

    @Test(
        "what repeats within a minute is one trouble, for ten minutes",
        arguments: [
            ([0.0, 1, 2, 50], 1), ([0, 59], 1), ([0, 61], 2), ([0], 1), ([], 0),
            (Array(stride(from: 0.0, through: 600, by: 50)), 1), (Array(stride(from: 0.0, through: 1200, by: 50)), 2),
        ] as [([Double], Int)])
    func episodes(seconds: [Double], count: Int) { #expect(episodes(seconds).count == count) }

    @Test("a program's dump and its service's failure are one, two services are two, a panic is why the boot broke off")
    func merging() {
        let dumped = Device30.incident(.coreDump, 1, "nginx.service")
        let failed = Device30.incident(.killed, 1, "nginx.service")
        #expect(Episode.all([dumped, failed], starts: []).count == 1)
        #expect(Episode.all([dumped, Device30.incident(.killed, 1, "b")], starts: []).count == 2)
        let panic = Device30.incident(.kernelPanic, 1, "kernel")
        #expect(Episode.all([panic, Device30.incident(.uncleanShutdown, 1, "")], starts: []).map(\.area) == [.crashes])
        #expect(Episode.all([Device30.incident(.unknown, 1)], starts: []) == [])
    }

    @Test(
        "a start counts if it lasted a minute",
        arguments: [
            ([0.0], [], false), ([0.0], [1.0], true), ([0.0, 100], [30.0, 110.0], true), ([0.0], [-1.0], false),
        ] as [([Double], [Double], Bool)])
    func recovery(seconds: [Double], starts: [Double], recovered: Bool) {
        #expect(episodes(seconds, .exitCode, starts: starts).first?.recovered == recovered)
    }

    @Test("the dearest come first, five at most, and share their part's cost by weight") func issues() throws {
        let incidents =
            (0..<3).map { Device30.incident(.killed, 10 + Double($0), "nginx.service") }
            + (0..<6).map { Device30.incident(.exitCode, 10 + Double($0), "unit\($0)") }
            + [Device30.incident(.disk, 12, "sda", .warning)]
        let issues = Judgement(Device30.history(incidents)).report.issues
        #expect(issues.count == 5)
        let first = try #require(issues.first)
        #expect(first.name?.text == "nginx.service" && first.count == 3 && first.severity == .critical)
        #expect(first.name?.source == "device:\(DeviceID.example)")
        #expect(first.cost == 15.8 && first.firstAt == Device30.ago(12) && first.lastAt == Device30.ago(10))
        #expect(issues[1].cost == 1.7 && issues[1].severity == .medium)
        #expect(issues.map(\.cost) == issues.map(\.cost).sorted(by: >))
    }

    @Test(
        "how soon somebody should look",
        arguments: [
            (Area.crashes, 2, 0, nil as Incident.Gravity?, Severity.high), (.crashes, 3, 3, nil, .critical),
            (.hangs, 5, 0, nil, .medium), (.hangs, 6, 0, nil, .high), (.services, 3, 0, nil, .medium),
            (.services, 3, 3, nil, .low), (.services, 4, 4, nil, .high), (.hardware, 1, 0, .critical, .critical),
            (.hardware, 1, 0, .error, .high), (.hardware, 99, 0, .warning, .low),
        ])
    func severity(area: Area, count: Int, recovered: Int, gravity: Incident.Gravity?, severity: Severity) {
        #expect(Weights.severity(area, count: count, recovered: recovered, gravity: gravity) == severity)
    }

    private func trend(_ scores: [Double]) -> Trend {
        let today = Device30.now.milliseconds / 86_400_000
        return Trend(
            through: scores.enumerated().map { DailyScore(day: today - scores.count + 1 + $0, score: $1) },
            until: Device30.now)
    }

    @Test("a line through the days") func trends() {
        #expect(trend([100, 50]) == Trend(direction: .stable, change: 0, confidence: 0, days: 2))
        #expect(
            trend((0..<14).map { 100 - Double($0) })
                == Trend(direction: .degrading, change: -13, confidence: 1, days: 14))
        #expect(
            trend((0..<7).map { 60 + Double($0) }) == Trend(direction: .improving, change: 6, confidence: 0.5, days: 7))
        #expect(trend([90, 90, 90]) == Trend(direction: .stable, change: 0, confidence: 0.21, days: 3))
        #expect(trend([90, 91, 92]).direction == .stable)
        let noise = trend((0..<30).map { $0 % 2 == 0 ? 80 : 90 })
        #expect(noise.direction == .stable && noise.confidence < 0.05)
        #expect(trend(Array(repeating: 0, count: 40) + Array(repeating: 90, count: 30)).change == 0)
    }

    @Test("intervals are sets") func intervals() {
        func set(_ spans: (Int, Int)...) -> Intervals {
            Intervals(spans.map { Intervals.span(Instant(milliseconds: $0.0), Instant(milliseconds: $0.1)) })
        }
        #expect(set((5, 9), (1, 3), (2, 4), (4, 5), (7, 7)) == set((1, 9)))
        #expect(set((9, 1)) == Intervals())
        #expect(set((0, 10)).subtracting(set((2, 3), (5, 7), (9, 20))) == set((0, 2), (3, 5), (7, 9)))
        #expect(set((0, 4), (6, 10)).intersection(set((2, 8))) == set((2, 4), (6, 8)))
        #expect(set((2, 4)).subtracting(set((0, 3))) == set((3, 4)))
        #expect(Intervals().subtracting(set((1, 2))) == Intervals())
    }

    @Test("examples are complete, and survive the wire") func examples() throws {
        #expect(try JSON.decode(ReliabilityReport.self, from: JSON.encode(ReliabilityReport.example)) == .example)
        #expect(try JSON.decode(FleetHealth.self, from: JSON.encode(FleetHealth.example)) == .example)
        let unseen = Judgement(Device30.history([], watched: 0)).report
        #expect(try JSON.decode(ReliabilityReport.self, from: JSON.encode(unseen)) == unseen)
        let report = Judgement(Device30.history([Device30.incident(.killed, 3, "nginx.service")])).report
        _ = try ReliabilityReport.shape.fit(JSON(parsing: JSON.encode(report)), at: "$")
        _ = try FleetHealth.shape.fit(JSON(parsing: JSON.encode(FleetHealth.example)), at: "$")
    }

    @Test("a machine that was restarted, and then cut off, as its own journal told it") func real() throws {
        var reading = IncidentReading()
        for entry in try Fixture.entries("services.jsonl") { reading.read(entry) }
        var boots = Boots.list(try Fixture.bytes("boots.txt"), running: Fixture.boots[2])
        (boots[0].ending, boots[1].ending) = (.clean, .unclean)
        let last = try #require(boots.last?.last)
        var history = History(
            device: .example, now: last, looks: [Intervals.span(boots[0].first, last)], boots: boots,
            incidents: reading.incidents)
        history.starts = reading.starts
        let report = Judgement(history).report
        #expect(report.provisional && report.limits == [.insufficientHistory])
        #expect(report.windows.map(\.crashes) == [5, 5, 5])
        #expect(report.windows.map(\.hangs) == [3, 3, 3])
        #expect(report.windows.map(\.serviceFailures) == [1, 1, 1])
        #expect(Set(report.issues.compactMap(\.name?.text)).isSuperset(of: ["flaky.service", "crashloop.service"]))
        #expect(report.score ?? 100 < 70)
    }
}
