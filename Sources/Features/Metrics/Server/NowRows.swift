// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import MetricsWire
import Postgres
import Shapes
import Vocabulary

extension Session {
    /// The newest of the batch becomes a device's newest values, unless newer ones are there; sorted, so that two
    /// servers cannot lock each other.
    func upsertNow(_ batch: [From<MetricsSample>]) async throws {
        let said = Dictionary(batch.map { ($0.device, $0) }) { first, second in
            (first.at, first.sequence) < (second.at, second.sequence) ? second : first
        }.values.sorted { $0.device.description < $1.device.description }
        let now = said.map(\.content)
        let fullest = now.map(\.fullestDisk)
        try await run(
            """
            insert into metrics_now as n (
                   org_id, partner_id, device_id, at, sequence, memory_total, swap_total, uptime_seconds, cpu, memory,
                   swap, load, pressure_cpu, pressure_memory, pressure_io, processes, logical_cpus, disk, disk_mount,
                   received, sent)
            select * from unnest(
                   \(said.map(\.organization))::uuid[], \(said.map(\.partner))::uuid[], \(said.map(\.device))::uuid[],
                   \(said.map(\.at))::timestamptz[], \(said.map(\.sequence))::int8[],
                   \(now.map(\.memoryTotal))::int8[], \(now.map(\.swapTotal))::int8[], \(now.map(\.uptime))::int8[],
                   \(now.map { percent($0.cpu?.busyPercent) })::float4[], \(now.map(\.memoryPercent))::float4[],
                   \(now.map(\.swapPercent))::float4[], \(now.map { amount($0.load?.over1, upTo: 1e6) })::float4[],
                   \(now.map { percent($0.pressure?.cpu?.avg60) })::float4[],
                   \(now.map { percent($0.pressure?.memory?.avg60) })::float4[],
                   \(now.map { percent($0.pressure?.io?.avg60) })::float4[],
                   \(now.map { amount($0.processCount, upTo: 1e9) })::float4[], \(now.map(\.cpus))::int4[],
                   \(fullest.map { $0?.used })::float4[], \(fullest.map { $0?.mount })::text[],
                   \(now.map { $0.sum(\.receivedBytesPerSecond) })::float4[],
                   \(now.map { $0.sum(\.sentBytesPerSecond) })::float4[])
            on conflict (org_id, device_id) do update
               set (at, sequence, memory_total, swap_total, uptime_seconds, cpu, memory, swap, load, pressure_cpu,
                    pressure_memory, pressure_io, processes, logical_cpus, disk, disk_mount, received, sent)
                 = (excluded.at, excluded.sequence, excluded.memory_total, excluded.swap_total,
                    excluded.uptime_seconds, excluded.cpu, excluded.memory, excluded.swap, excluded.load,
                    excluded.pressure_cpu, excluded.pressure_memory, excluded.pressure_io, excluded.processes,
                    excluded.logical_cpus, excluded.disk, excluded.disk_mount, excluded.received, excluded.sent)
             where (n.at, n.sequence) <= (excluded.at, excluded.sequence)
            """)
    }
}

extension MetricsSample {
    fileprivate var fullestDisk: (mount: String, used: Double)? {
        boundedDisks.compactMap { disk in disk.usedPercent.map { (disk.mountPoint, $0) } }.max { $0.1 < $1.1 }
    }

    /// Of all interfaces together; nil when it is known of none.
    fileprivate func sum(_ rate: (Interface) -> Int?) -> Double? {
        let known = boundedInterfaces.compactMap { bytes(rate($0)) }
        return known.isEmpty ? nil : known.reduce(0) { $0 + Double($1) }
    }
}
