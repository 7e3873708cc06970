// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import GateKit
import JSON
import Markup
import MetricsWire
import Postgres
import Rehearsal
import Shapes
import Testing
import Vocabulary

@testable import MetricsServer

@Suite(.world([.metricsByHand]), .serialized) struct MetricsToolTests {
    @Test("figures, points and the newest values of the last hour") func hour() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        let now = world.now
        let start = now.rounded(downTo: .seconds(60)) - .seconds(20 * 60)
        try await reporter.report(
            (0..<20).map { minute in (start + .seconds(60 * minute + 30), .busy(Double(minute), disk: 40 + minute)) },
            to: world)
        let report = try await world.analyze(reporter.device, ["hours": 1, "points": 600])
        #expect(report.device == reporter.device && report.resolution == .minute && report.pointSeconds == 60)
        #expect((30...36).contains(report.coverage))
        let cpu = try #require(report.line(.cpu))
        #expect(cpu.instance == nil && cpu.unit == "percent")
        #expect(cpu.points.map(\.avg) == (0..<20).map(Double.init))
        #expect(cpu.min == 0 && cpu.max == 19 && cpu.avg == 9.5 && cpu.latest == 19 && cpu.p95 == 18.05)
        #expect(cpu.trend.direction == .unclear)
        let disk = try #require(report.line(.disk))
        #expect(disk.instance == Untrusted("/srv", from: reporter.device) && disk.latest == 59 && disk.fills == nil)
        #expect(report.line(.networkReceived)?.avg == 1000)
        #expect(report.line(.swap) == nil)
        let newest = try #require(report.now)
        #expect(newest.cpu == 19 && newest.memory == 25 && newest.load == 0.5 && newest.pressureCpu == 2)
        #expect(newest.disks.first?.used == 59 && newest.disks.first?.source.text == "/dev/sda1")
        #expect(newest.top.map(\.name) == [Untrusted("init", from: reporter.device)])
        #expect(!report.more)
    }

    @Test("a day is read from rollups and, for what has just been, from samples; a disk's end is foretold")
    func day() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        let last = world.window(0)
        let samples = (1...250).reversed().map { ago in
            (last - .seconds(300 * ago - 150), MetricsSample.busy(50, disk: 90 - ago / 5))
        }
        for start in stride(from: 0, to: 250, by: 125) {
            try await reporter.report(Array(samples[start..<start + 125]), to: world)
        }
        let before = try await world.analyze(reporter.device, ["points": 600])
        // A window may end while this runs.
        #expect((2...4).contains(before.line(.cpu)?.points.count ?? 0))
        try await world.rollUp()
        let report = try await world.analyze(reporter.device, ["points": 600])
        #expect(report.resolution == .fiveMinutes && report.pointSeconds == 300)
        #expect((248...250).contains(report.line(.cpu)?.points.count ?? 0))
        #expect((84...90).contains(report.coverage))
        let disk = try #require(report.line(.disk))
        #expect(disk.trend.direction == .rising)
        #expect((56...59).contains(disk.trend.perDay ?? 0))
        #expect((0.15...0.2).contains(disk.fills?.days ?? 0))
        let few = try await world.analyze(reporter.device, ["points": 10])
        #expect((5...10).contains(few.line(.cpu)?.points.count ?? 0))
        #expect(try await world.analyze(reporter.device, ["points": 0]).lines.allSatisfy { $0.points.isEmpty })
        #expect(try await world.analyze(reporter.device, ["hours": 480]).resolution == .hour)
        let years = try await world.analyze(reporter.device, ["hours": 17_500])
        #expect(years.resolution == .day && years.line(.cpu) != nil)
    }

    @Test("only what is asked for is answered, of the instance that is named") func chosen() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        var sample = MetricsSample.busy(10)
        sample.disks = (0..<12).map { number in
            var disk = MetricsSample.Disk(mountPoint: "/d\(number)", device: "/dev/d\(number)", fileSystem: "xfs")
            (disk.totalBytes, disk.usedBytes, disk.availableBytes) = (100, number, 100 - number)
            return disk
        }
        try await reporter.report([(world.now - .seconds(90), sample)], to: world)
        let all = try await world.analyze(reporter.device, ["hours": 1, "series": ["disk"]])
        #expect(all.lines.map(\.instance?.text) == (4..<12).reversed().map { "/d\($0)" } && all.more)
        let one = try await world.analyze(
            reporter.device, ["hours": 1, "series": ["disk", "disk_used", "network_sent"], "instance": "/d1"])
        #expect(one.lines.map(\.series) == [.disk, .diskUsed] && one.lines.first?.latest == 1 && !one.more)
        #expect(
            try await world.analyze(reporter.device, ["hours": 1, "instance": "nosuch"]).lines.allSatisfy {
                $0.instance == nil
            })
    }

    @Test("a machine that has said nothing yet has no newest values and no lines") func nothing() async throws {
        let world = try World.current
        let reporter = try await Reporter(world, world.acme)
        let report = try await world.analyze(reporter.device)
        #expect(report.now == nil && report.lines.isEmpty && report.coverage == 0)
        let drawn = try performanceCard.draw(JSON.encode(report), world.now).html()
        #expect(drawn.contains("Nothing measured yet"))
    }

    @Test("a stranger is told that there is no such device, as for one that never was") func stranger() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        try await reporter.report([(world.now, .busy(10))], to: world)
        let arguments: JSON = ["device": .string("\(reporter.device)")]
        #expect(try await world.ask("analyze_metrics", arguments, by: world.boltKey).status == 404)
        #expect(try await world.ask("analyze_metrics", arguments, by: .nobody).status == 401)
        #expect(try await world.ask("analyze_metrics", arguments, by: world.readKey).status == 200)
        let unknown = try await world.ask(
            "analyze_metrics", ["device": "019ab000-0000-7000-8000-000000000009"], by: world.boltKey)
        #expect(unknown.status == 404)
        #expect(
            try await world.reading(world.bolt).rows(
                "select device_id from metrics_current where device_id = \(reporter.device)"
            ).isEmpty)
    }

    @Test(
        "what cannot be asked is refused at its field",
        arguments: [
            (["hours": 0], "$.hours"), (["hours": 20_000], "$.hours"), (["series": []], "$.series"),
            (["series": ["mood"]], "$.series[0]"), (["points": 601], "$.points"), (["color": "red"], "$.color"),
            (["from": "2001-01-01T00:00:00Z"], "$.from"), (["from": "2126-01-01T00:00:00Z"], "$.from"),
            (["to": "2001-01-01T00:00:00Z"], "$.to"), (["device": "x"], "$.device"),
        ] as [([String: JSON], JSON)])
    func refuses(arguments: [String: JSON], path: JSON) async throws {
        let world = try World.current
        let device = try await Reporter(world, world.acme).device
        let asked = ["device": .string("\(device)")].merging(arguments) { _, bad in bad }
        let refused = try await world.ask("analyze_metrics", .object(asked), by: world.acmeKey)
        #expect(refused.status == 422)
        #expect(refused["path"] == path)
    }

    @Test("the card shows figures, a chart, disks and processes, and marks what the machine wrote") func card()
        async throws
    {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        let now = world.now
        var sample = MetricsSample.busy(37, disk: 97)
        sample.processes[0].name = "<b>evil"
        try await reporter.report((1...9).reversed().map { (now - .seconds(60 * $0 + 30), sample) }, to: world)
        let drawn = try await performanceCard.draw(JSON.encode(world.analyze(reporter.device)), now).html()
        for shown in ["37", "/srv", "97 %", "&lt;b", "class=\"chart\"", "Processes that take most"] {
            #expect(drawn.contains(shown), "\(shown)")
        }
        #expect(!drawn.contains("<b>evil"))
    }

    @Test("its example is complete and fits its shape") func example() throws {
        let entry = try #require(Registry([AnalyzeMetrics()])["analyze_metrics"])
        let example = try JSON(parsing: entry.example())
        #expect(try entry.output.fit(example) == example)
    }
}
