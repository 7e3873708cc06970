// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import MetricsWire
import Postgres
import Shapes
import Vocabulary

/// A part of a sample, and all that is known about its saying.
private struct Part<Content> {
    let said: From<MetricsSample>
    let content: Content
}

extension [From<MetricsSample>] {
    fileprivate func parts<Content>(_ contents: (MetricsSample) -> [Content]) -> [Part<Content>] {
        flatMap { said in contents(said.content).map { Part(said: said, content: $0) } }
    }
}

/// A boot's id is a UUID on every system that we know; what is none has one made of it.
private let boot: SQL = """
    case when s.boot ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then s.boot::uuid else md5(s.boot)::uuid end
    """

// One statement for each table, however many devices and organizations. What was here before is left as it is.
extension Session {
    func insertSamples(_ said: [From<MetricsSample>]) async throws {
        let now = said.map(\.content)
        try await run(
            """
            insert into metrics_sample (
                   org_id, partner_id, device_id, boot, sequence, at, memory_total, swap_total, uptime_seconds,
                   cpu, cpu_user, cpu_system, cpu_iowait, cpu_steal, memory, memory_used, swap, load, load5, load15,
                   pressure_cpu, pressure_memory, pressure_io, processes, logical_cpus, top)
            select s.org_id, s.partner_id, s.device_id, \(sql: boot), s.sequence, s.at, s.memory_total, s.swap_total,
                   s.uptime_seconds, s.cpu, s.cpu_user, s.cpu_system, s.cpu_iowait, s.cpu_steal, s.memory,
                   s.memory_used, s.swap, s.load, s.load5, s.load15, s.pressure_cpu, s.pressure_memory, s.pressure_io,
                   s.processes, s.logical_cpus, s.top
              from unnest(\(said.map(\.organization))::uuid[], \(said.map(\.partner))::uuid[],
                          \(said.map(\.device))::uuid[], \(said.map { words($0.boot, 64) })::text[],
                          \(said.map(\.sequence))::int8[], \(said.map(\.at))::timestamptz[],
                          \(now.map(\.memoryTotal))::int8[], \(now.map(\.swapTotal))::int8[],
                          \(now.map(\.uptime))::int8[], \(now.map { percent($0.cpu?.busyPercent) })::float4[],
                          \(now.map { percent($0.cpu?.userPercent) })::float4[],
                          \(now.map { percent($0.cpu?.systemPercent) })::float4[],
                          \(now.map { percent($0.cpu?.iowaitPercent) })::float4[],
                          \(now.map { percent($0.cpu?.stealPercent) })::float4[],
                          \(now.map(\.memoryPercent))::float4[], \(now.map { bytes($0.memory?.usedBytes) })::float4[],
                          \(now.map(\.swapPercent))::float4[],
                          \(now.map { amount($0.load?.over1, upTo: 1e6) })::float4[],
                          \(now.map { amount($0.load?.over5, upTo: 1e6) })::float4[],
                          \(now.map { amount($0.load?.over15, upTo: 1e6) })::float4[],
                          \(now.map { percent($0.pressure?.cpu?.avg60) })::float4[],
                          \(now.map { percent($0.pressure?.memory?.avg60) })::float4[],
                          \(now.map { percent($0.pressure?.io?.avg60) })::float4[],
                          \(now.map { amount($0.processCount, upTo: 1e9) })::float4[],
                          \(now.map(\.cpus))::int4[], \(now.map(\.processes.column))::text[])
                as s (org_id, partner_id, device_id, boot, sequence, at, memory_total, swap_total, uptime_seconds,
                      cpu, cpu_user, cpu_system, cpu_iowait, cpu_steal, memory, memory_used, swap, load, load5, load15,
                      pressure_cpu, pressure_memory, pressure_io, processes, logical_cpus, top)
            on conflict do nothing
            """)
    }

    func insertDisks(_ all: [From<MetricsSample>]) async throws {
        let parts = all.parts(\.boundedDisks)
        guard !parts.isEmpty else { return }
        let (said, disks) = (parts.map(\.said), parts.map(\.content))
        try await run(
            """
            insert into metrics_disk (
                   org_id, partner_id, device_id, boot, sequence, at, mount, total, available, used_percent, used,
                   inodes, read, written, busy, source, file_system)
            select s.org_id, s.partner_id, s.device_id, \(sql: boot), s.sequence, s.at, s.mount, s.total, s.available,
                   s.used_percent, s.used, s.inodes, s.read, s.written, s.busy, s.source, s.file_system
              from unnest(\(said.map(\.organization))::uuid[], \(said.map(\.partner))::uuid[],
                          \(said.map(\.device))::uuid[], \(said.map { words($0.boot, 64) })::text[],
                          \(said.map(\.sequence))::int8[], \(said.map(\.at))::timestamptz[],
                          \(disks.map(\.mountPoint))::text[], \(disks.map { bytes($0.totalBytes) })::int8[],
                          \(disks.map { bytes($0.availableBytes) })::int8[], \(disks.map(\.usedPercent))::float4[],
                          \(disks.map { bytes($0.usedBytes) })::float4[],
                          \(disks.map { percent($0.inodesUsedPercent) })::float4[],
                          \(disks.map { bytes($0.readBytesPerSecond) })::float4[],
                          \(disks.map { bytes($0.writtenBytesPerSecond) })::float4[],
                          \(disks.map { percent($0.busyPercent) })::float4[],
                          \(disks.map { words($0.device, 200) })::text[],
                          \(disks.map { words($0.fileSystem, 32) })::text[])
                as s (org_id, partner_id, device_id, boot, sequence, at, mount, total, available, used_percent, used,
                      inodes, read, written, busy, source, file_system)
            on conflict do nothing
            """)
    }

    func insertInterfaces(_ all: [From<MetricsSample>]) async throws {
        let parts = all.parts(\.boundedInterfaces)
        guard !parts.isEmpty else { return }
        let (said, interfaces) = (parts.map(\.said), parts.map(\.content))
        try await run(
            """
            insert into metrics_interface (
                   org_id, partner_id, device_id, boot, sequence, at, name, received, sent, errors, dropped)
            select s.org_id, s.partner_id, s.device_id, \(sql: boot), s.sequence, s.at, s.name, s.received, s.sent,
                   s.errors, s.dropped
              from unnest(\(said.map(\.organization))::uuid[], \(said.map(\.partner))::uuid[],
                          \(said.map(\.device))::uuid[], \(said.map { words($0.boot, 64) })::text[],
                          \(said.map(\.sequence))::int8[], \(said.map(\.at))::timestamptz[],
                          \(interfaces.map(\.name))::text[],
                          \(interfaces.map { bytes($0.receivedBytesPerSecond) })::float4[],
                          \(interfaces.map { bytes($0.sentBytesPerSecond) })::float4[],
                          \(interfaces.map(\.errors))::float4[], \(interfaces.map(\.dropped))::float4[])
                as s (org_id, partner_id, device_id, boot, sequence, at, name, received, sent, errors, dropped)
            on conflict do nothing
            """)
    }
}

extension MetricsSample {
    var memoryTotal: Int? { bytes(memory?.totalBytes) }
    var memoryPercent: Double? { share(bytes(memory?.usedBytes), of: memoryTotal) }
    var swapTotal: Int? { bytes(memory?.swapTotalBytes) }
    var swapPercent: Double? { share(bytes(memory?.swapUsedBytes), of: swapTotal) }
    var cpus: Int? { logicalCpus.flatMap { (1...100_000).contains($0) ? $0 : nil } }
    /// A hundred years are enough for any uptime.
    var uptime: Int? { uptimeSeconds.flatMap { (0...3_155_760_000).contains($0) ? $0 : nil } }
}
