// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import ServerKit
import JSON
import MetricsWire
import Postgres
import Rehearsal
import Shapes
import Testing
import Vocabulary

@testable import MetricsServer

@Suite(.world([.metricsByHand]), .serialized) struct RollUpTests {
    private struct Kept: Equatable {
        var at: Instant
        var samples: Int
        var cpu: [Double]
    }

    private func kept(_ resolution: Resolution, _ reporter: Reporter, _ customer: World.Customer, _ world: World)
        async throws
        -> [Kept]
    {
        try await world.reading(customer).rows(
            """
            select at, samples, array[cpu_avg, cpu_min, cpu_max] as cpu from \(sql: Family.machine.table(resolution))
             where device_id = \(reporter.device) order by at
            """
        ).map { Kept(at: try $0("at"), samples: try $0("samples"), cpu: try $0("cpu")) }
    }

    @Test("windows that have ended become rows, and hours and days follow") func rolls() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        var stranger = try await Reporter(world, world.bolt)
        let day = world.now.rounded(downTo: .seconds(86_400)) - .seconds(2 * 86_400)
        let hour = day + .seconds(3600 * 5)
        try await reporter.report(
            [
                (hour + .seconds(60), .busy(10)), (hour + .seconds(120), .busy(20)), (hour + .seconds(180), .busy(60)),
                (hour + .seconds(600 + 60), .busy(90)), (hour + .seconds(3600 + 60), .busy(0)),
            ], to: world)
        try await stranger.report([(hour + .seconds(60), .busy(100))], to: world)
        try await world.rollUp()

        let fives = try await kept(.fiveMinutes, reporter, world.acme, world)
        #expect(
            fives == [
                Kept(at: hour, samples: 3, cpu: [30, 10, 60]),
                Kept(at: hour + .seconds(600), samples: 1, cpu: [90, 90, 90]),
                Kept(at: hour + .seconds(3600), samples: 1, cpu: [0, 0, 0]),
            ])
        #expect(
            try await kept(.hour, reporter, world.acme, world) == [
                Kept(at: hour, samples: 4, cpu: [45, 10, 90]),
                Kept(at: hour + .seconds(3600), samples: 1, cpu: [0, 0, 0]),
            ])
        #expect(try await kept(.day, reporter, world.acme, world) == [Kept(at: day, samples: 5, cpu: [36, 0, 90])])
        #expect(try await kept(.day, stranger, world.bolt, world) == [Kept(at: day, samples: 1, cpu: [100, 100, 100])])
        #expect(try await kept(.day, stranger, world.acme, world) == [])
        #expect(try await kept(.hour, reporter, world.bolt, world) == [])

        let others = try await world.reading(world.acme).all([
            "select used_percent_max as n from metrics_disk_day where device_id = \(reporter.device)",
            "select received_avg as n from metrics_interface_day where device_id = \(reporter.device)",
            "select count(*) as n from metrics_window_due where device_id = \(reporter.device)",
        ]).map { rows -> Double in try rows[0]("n") }
        #expect(others == [40, 1000, 0])
    }

    @Test("a late sample is rolled up with the others, all the way up") func late() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        let day = world.now.rounded(downTo: .seconds(86_400)) - .seconds(3 * 86_400)
        try await reporter.report([(day + .seconds(60), .busy(10))], to: world)
        try await world.rollUp()
        let before = try await kept(.day, reporter, world.acme, world)
        #expect(before == [Kept(at: day, samples: 1, cpu: [10, 10, 10])])

        try await reporter.report([(day + .seconds(120), .busy(50))], to: world)
        try await world.rollUp()
        for resolution in [Resolution.fiveMinutes, .hour, .day] {
            #expect(
                try await kept(resolution, reporter, world.acme, world) == [
                    Kept(at: day, samples: 2, cpu: [30, 10, 50])
                ])
        }
    }

    @Test("a window that has not ended waits, and running twice changes nothing") func waits() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        try await world.rollUp()
        let now = world.now
        try await reporter.report([(now, .busy(10))], to: world)
        let schedule = Schedule(Feature.metrics.jobs, world.database, world.platform.time)
        _ = try await schedule.turn()
        #expect(try await kept(.fiveMinutes, reporter, world.acme, world) == [])
        try await world.rollUp()
        let once = try await kept(.fiveMinutes, reporter, world.acme, world)
        #expect(once.map(\.samples) == [1])
        try await world.rollUp()
        #expect(try await kept(.fiveMinutes, reporter, world.acme, world) == once)
    }

    @Test("a value that was not told is not counted as nothing") func gaps() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        let hour = world.now.rounded(downTo: .seconds(3600)) - .seconds(3 * 3600)
        var silent = MetricsSample.busy(0)
        silent.cpu = nil
        try await reporter.report(
            [
                (hour + .seconds(60), silent), (hour + .seconds(120), .busy(40)), (hour + .seconds(360), silent),
                (hour + .seconds(700), .busy(80)),
            ], to: world)
        try await world.rollUp()
        let rows = try await world.reading(world.acme).rows(
            "select samples, cpu_avg from metrics_sample_5min where device_id = \(reporter.device) order by at")
        #expect(try rows.map { try $0("samples") } == [2, 1, 1])
        let means: [Double?] = try rows.map { try $0("cpu_avg") }
        #expect(means == [40, nil, 80])
        let hourly = try await kept(.hour, reporter, world.acme, world)
        #expect(hourly.map(\.samples) == [4])
        #expect(hourly.map { $0.cpu[1...] } == [[40, 80]])
    }

    @Test("a backlog of a week is worked off in bites") func backlog() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        let first = world.window(2010) + .seconds(150)
        for start in stride(from: 0, to: 2005, by: 200) {
            let samples = (start..<min(start + 200, 2005)).map { (first + .seconds(300 * $0), MetricsSample.busy(10)) }
            try await reporter.report(samples, to: world)
        }
        world.advance(by: .seconds(301))
        let schedule = Schedule(Feature.metrics.jobs, world.database, world.platform.time)
        _ = try await schedule.turn()
        func rolled() async throws -> Int? {
            try await world.reading(world.acme).one(
                "select count(*) as n from metrics_sample_5min where device_id = \(reporter.device)")?("n")
        }
        #expect(try await rolled() == 2000)
        try await world.rollUp()
        #expect(try await rolled() == 2005)
    }
}

@Suite(.world([.metricsByHand])) struct RetentionTests {
    @Test("samples go after two weeks, by whole days; what was rolled up stays") func drops() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        try await reporter.report([(world.window(1) + .seconds(60), .busy(10))], to: world)
        try await world.rollUp()
        let upkeep = Upkeep(world.database, world.platform.time)
        func left() async throws -> [Int] {
            try await world.reading(world.acme).all([
                "select count(*) as n from metrics_sample", "select count(*) as n from metrics_disk",
                "select count(*) as n from metrics_interface", "select count(*) as n from metrics_sample_5min",
                "select count(*) as n from metrics_current",
            ]).map { try $0[0]("n") }
        }
        world.advance(by: .seconds(13 * 86_400))
        try await upkeep.keepPartitions()
        #expect(try await left() == [1, 1, 1, 1, 1])
        world.advance(by: .seconds(3 * 86_400))
        try await upkeep.keepPartitions()
        #expect(try await left() == [0, 0, 0, 1, 1])
        world.advance(by: .seconds(80 * 86_400))
        try await upkeep.keepPartitions()
        #expect(try await left() == [0, 0, 0, 0, 1])
    }
}
