// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import JSON
import MetricsAgent
import MetricsWire
import Postgres
import Rehearsal
import Shapes
import Testing
import Vocabulary

@testable import MetricsServer

@Suite(.world([.metricsByHand])) struct IntakeTests {
    /// How much is stored of a device, as one organization's reader sees it.
    private func stored(_ device: DeviceID, _ customer: World.Customer, in world: World) async throws -> [Int] {
        let reading = world.reading(customer)
        return try await reading.all([
            "select count(*) as n from metrics_sample where device_id = \(device)",
            "select count(*) as n from metrics_disk where device_id = \(device)",
            "select count(*) as n from metrics_interface where device_id = \(device)",
            "select count(*) as n from metrics_window_due where device_id = \(device)",
            "select count(*) as n from metrics_current where device_id = \(device)",
        ]).map { try $0[0]("n") }
    }

    @Test("a batch is kept whole, once, and for its own organization only") func once() async throws {
        let world = try World.current
        var ours = try await Reporter(world, world.acme)
        var theirs = try await Reporter(world, world.bolt)
        let moments = [2, 1, 1].enumerated().map { world.window($0.element) + .seconds(60 * ($0.offset + 1)) }
        let batch = try await ours.report(moments.map { ($0, .busy(10)) }, to: world)
        try await theirs.report([(moments[0], .busy(99))], to: world)
        #expect(try await stored(ours.device, world.acme, in: world) == [3, 3, 3, 2, 1])
        #expect(try await stored(ours.device, world.bolt, in: world) == [0, 0, 0, 0, 0])
        #expect(try await stored(theirs.device, world.bolt, in: world) == [1, 1, 1, 1, 1])
        #expect(try await stored(theirs.device, world.acme, in: world) == [0, 0, 0, 0, 0])

        try await ours.workstation.send(batch)
        #expect(try await stored(ours.device, world.acme, in: world) == [3, 3, 3, 2, 1])
    }

    @Test("batches of many machines at once are all kept, each under its own") func together() async throws {
        let world = try World.current
        let at = world.window(1) + .seconds(60)
        let customers = [world.acme, world.bolt, world.acme, world.bolt, world.acme]
        try await withThrowingTaskGroup { group in
            for (index, customer) in customers.enumerated() {
                group.addTask {
                    var reporter = try await Reporter(world, customer)
                    try await reporter.report([(at, .busy(Double(index)))], to: world)
                    let row = try await world.reading(customer).one(
                        "select cpu, org_id from metrics_current where device_id = \(reporter.device)")
                    #expect(try row?("cpu") == Double(index))
                    #expect(try row?("org_id") == customer.organization)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a field that cannot be is dropped alone, and what was not said is ignored") func fields() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        let body = """
            {"cpu": {"busy_percent": 9e9, "user_percent": 100.2, "system_percent": -0.1,
                     "iowait_percent": 5, "steal_percent": 0},
             "memory": {"total_bytes": 1000, "used_bytes": 2000, "swap_total_bytes": -1},
             "load": {"over1": 1e300, "over5": 1, "over15": 2}, "mood": "fine", "logical_cpus": -4,
             "disks": [{"mount_point": "/a\\u0000b", "device": "d", "file_system": "f",
                        "used_bytes": 50, "available_bytes": 50},
                       {"mount_point": "", "device": "d", "file_system": "f"}],
             "interfaces": [{"name": "eth0", "received_bytes_per_second": -5, "receive_errors": 3, "send_errors": 4}],
             "processes": [], "missing": []}
            """
        let acknowledged = try await reporter.report(body: body, at: world.now, to: world)
        #expect(acknowledged.dropped == 0)
        let now = try #require(try await world.analyze(reporter.device, ["points": 0]).now)
        #expect(
            now.cpu == nil && now.memory == nil && now.swapTotal == nil && now.load == nil && now.logicalCpus == nil)
        #expect(now.memoryTotal == 1000)
        #expect(now.disks.map(\.mount.text) == ["/ab"] && now.disks.first?.used == 50)
        #expect(now.interfaces.first?.received == nil && now.top == [])
        let row = try await world.reading(world.acme).one(
            "select cpu_user, cpu_system, load5 from metrics_sample where device_id = \(reporter.device)")
        #expect(try row?("cpu_user") == 100.0)
        #expect(try row?("cpu_system") == 0.0)
        #expect(try row?("load5") == 1.0)
        let errors = try await world.reading(world.acme).one(
            "select errors from metrics_interface where device_id = \(reporter.device)")
        #expect(try errors?("errors") == 7.0)
    }

    @Test("a field of the wrong type is dropped and counted, and costs no other") func types() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        let body = """
            {"logical_cpus": "four", "memory": {"total_bytes": 1000, "used_bytes": 500},
             "disks": [7, {"mount_point": "/", "device": "d", "file_system": "f", "used_bytes": 50,
                           "available_bytes": 50}],
             "interfaces": "eth0", "processes": [], "missing": []}
            """
        #expect(try await reporter.report(body: body, at: world.now, to: world).dropped == 3)
        let now = try #require(try await world.analyze(reporter.device, ["points": 0]).now)
        #expect(now.logicalCpus == nil && now.memoryTotal == 1000)
        #expect(now.disks.map(\.mount.text) == ["/"])
    }

    @Test("what is no sample is dropped and counted, and the next one is kept") func garbage() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        #expect(try await reporter.report(body: "{\"disks\": 7}", at: world.now, to: world).dropped == 1)
        try await reporter.report([(world.now, .busy(20))], to: world)
        #expect(try await stored(reporter.device, world.acme, in: world) == [1, 1, 1, 1, 1])
    }

    @Test("a late sample does not pass for the newest") func late() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        let now = world.now
        try await reporter.report([(now - .seconds(60), .busy(70, disk: 90))], to: world)
        try await reporter.report([(now - .seconds(7200), .busy(5, disk: 10))], to: world)
        let row = try await world.reading(world.acme).one(
            "select cpu, disk, disk_mount from metrics_current where device_id = \(reporter.device)")
        #expect(try row?("cpu") == 70.0)
        #expect(try row?("disk") == 90.0)
        #expect(try row?("disk_mount") == "/srv")
    }

    @Test("what this machine's own agent reads is kept and told") func real() async throws {
        let world = try World.current
        var reporter = try await Reporter(world, world.acme)
        var collector = MetricsCollector()
        let now = world.now
        let samples = collector.collect(at: now - .seconds(60)) + collector.collect(at: now)
        try await reporter.report([(now - .seconds(60), samples[0]), (now, samples[1])], to: world)
        let report = try await world.analyze(reporter.device, ["hours": 1])
        let newest = try #require(report.now)
        #expect(newest.cpu != nil && newest.memory != nil && newest.load != nil)
        #expect(newest.disks.count == samples[1].boundedDisks.count)
        #expect(newest.top.count == min(samples[1].processes.count, 10))
        #expect(report.line(.memory)?.points.isEmpty == false)
    }
}
