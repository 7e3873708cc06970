// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import ServerKit
import Foundation
import GateKit
import JSON
import MetricsWire
import Postgres
import Rehearsal
import Shapes
import Testing
import Vocabulary

@testable import MetricsServer

extension Feature {
    /// The feature without its clock: a test says when the job runs.
    static let metricsByHand = Feature(
        metrics.name, metrics.promise, schema: metrics.schema, accepts: metrics.accepts, tools: metrics.tools)
}

/// A machine that says how it is.
struct Reporter {
    let workstation: Workstation
    private var sequence = 0
    var device: DeviceID { workstation.device }

    init(_ world: World, _ customer: World.Customer) async throws {
        workstation = try await world.enroll(into: customer)
    }

    /// Samples of given moments on the server's clock, as one agent's batch; says what it sent.
    @discardableResult
    mutating func report(_ samples: [(at: Instant, MetricsSample)], to world: World) async throws -> [Batch.Sample] {
        let skew = world.now - Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000))
        let batch = try samples.map { at, sample in
            sequence += 1
            return Batch.Sample(
                sequence: sequence, kind: MetricsSample.kind, observedAt: at - skew, boot: Self.boot,
                body: try RawJSON(JSON.encode(sample)))
        }
        try await workstation.send(batch)
        return batch
    }

    /// A body just as it is.
    @discardableResult
    mutating func report(body: String, at: Instant, to world: World) async throws -> Acknowledged {
        sequence += 1
        return try await workstation.send([
            Batch.Sample(
                sequence: sequence, kind: MetricsSample.kind, observedAt: at, boot: Self.boot,
                body: try RawJSON(Array(body.utf8)))
        ])
    }

    private static let boot = "4c1e9d5e-6a0b-4f57-8f0e-6d2a7b9c1d33"
}

extension MetricsSample {
    /// A machine with one disk and one interface, as busy as said.
    static func busy(_ cpu: Double, disk used: Int = 40, network: Int = 1000) -> MetricsSample {
        var sample = MetricsSample()
        sample.cpu = CPU(busy: cpu, user: cpu, system: 0, iowait: 0, steal: 0)
        sample.logicalCpus = 4
        sample.memory = Memory(total: 1000, used: 250, available: 750, swapTotal: 0, swapUsed: 0)
        sample.load = Load(over1: 0.5, over5: 0.4, over15: 0.3)
        sample.pressure = Pressure(cpu: Stall(avg10: 1, avg60: 2), memory: nil, io: nil)
        var disk = Disk(mountPoint: "/srv", device: "/dev/sda1", fileSystem: "ext4")
        (disk.totalBytes, disk.usedBytes, disk.availableBytes) = (100, used, 100 - used)
        sample.disks = [disk]
        var interface = Interface(name: "eth0")
        (interface.receivedBytesPerSecond, interface.sentBytesPerSecond) = (network, 10)
        sample.interfaces = [interface]
        sample.processes = [Process(pid: 1, name: "init", cpuPercent: 3.5, residentBytes: 4096)]
        sample.processCount = 12
        sample.uptimeSeconds = 3600
        return sample
    }
}

extension World {
    /// The start of a five-minute window so many before the present one: whatever is said in its middle stays in it.
    func window(_ ago: Int) -> Instant { now.rounded(downTo: .seconds(300)) - .seconds(300 * ago) }

    /// Runs the job for all organizations until it has nothing left to do, with its clock's next stroke.
    func rollUp() async throws {
        advance(by: .seconds(301))
        let schedule = Schedule(Feature.metrics.jobs, database, platform.time)
        for _ in 0..<20 where try await schedule.turn() == 0 { break }
        let failures = try await reading(acme).rows("select failure from house.job where failure is not null")
        #expect(failures.isEmpty)
    }

    /// What an organization's own reader sees of the tables.
    func reading(_ customer: Customer) -> Reading {
        database.reading(in: Reach.organization(customer.organization).context)
    }

    func analyze(_ device: DeviceID, _ more: [String: JSON] = [:], by caller: Caller? = nil) async throws
        -> MetricsReport
    {
        let arguments = more.merging(["device": .string("\(device)")]) { _, device in device }
        let answer = try await ask("analyze_metrics", .object(arguments), by: caller ?? acmeKey)
        #expect(answer.status == 200, "\(answer.body)")
        return try JSON.decode(MetricsReport.self, from: answer.body.bytes)
    }
}

extension MetricsReport {
    func line(_ series: Series) -> MetricsLine? { lines.first { $0.series == series } }
}
