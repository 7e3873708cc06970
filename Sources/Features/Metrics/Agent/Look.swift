// SPDX-License-Identifier: Apache-2.0

import Files
import MetricsWire
import Shapes

/// One look at a machine: each part is read by itself, so that one that cannot be read costs no other.
struct Look {
    let root: String
    var counters: Counters
    let before: Counters?
    var sample = MetricsSample()

    private static let disksKept = 32
    private static let interfacesKept = 32
    private static let processesKept = 5
    private static let processesRead = 10_000
    private static let namesRead = 100_000

    /// The time since the look before, if it is one over which a rate says something.
    private var seconds: Double? {
        guard let before else { return nil }
        let milliseconds = counters.at.milliseconds - before.at.milliseconds
        return (1000...300_000).contains(milliseconds) ? Double(milliseconds) / 1000 : nil
    }

    init(root: String, counters: Counters, before: Counters?) {
        (self.root, self.counters, self.before) = (root, counters, before)
    }

    private func read(_ path: String, limit: Int = 1 << 20) -> [UInt8]? { try? contents(of: root + path, limit: limit) }

    /// Notes what is missing, and hands on what is not.
    private mutating func noted<Value>(_ value: Value?, _ name: String) -> Value? {
        if value == nil { sample.missing.append(name) }
        return value
    }

    mutating func processor() {
        let stat = read("proc/stat")
        counters.processor = noted(stat.flatMap(Processor.init(stat:)), "cpu")
        sample.logicalCpus = stat.flatMap(Processor.number(stat:))
        if seconds != nil, let earlier = before?.processor { sample.cpu = counters.processor?.use(since: earlier) }
    }

    mutating func memory() {
        sample.memory = noted(read("proc/meminfo").flatMap(MetricsSample.Memory.init(meminfo:)), "memory")
    }

    mutating func averages() {
        sample.load = noted(read("proc/loadavg").flatMap(MetricsSample.Load.init(loadavg:)), "load")
        let stalls = ["cpu", "memory", "io"].map { name in
            noted(read("proc/pressure/\(name)").flatMap(MetricsSample.Stall.init(pressure:)), "pressure.\(name)")
        }
        guard stalls.contains(where: { $0 != nil }) else { return }
        sample.pressure = MetricsSample.Pressure(cpu: stalls[0], memory: stalls[1], io: stalls[2])
    }

    mutating func disks(_ space: (String) -> Space?) {
        guard let mountinfo = noted(read("proc/self/mountinfo"), "disks") else { return }
        let stats = noted(read("proc/diskstats"), "disk_rates")
        let devices = stats.map(DiskCounters.all(diskstats:)) ?? [:]
        for mount in Mount.all(mountinfo: mountinfo, limit: Self.disksKept) {
            var disk = MetricsSample.Disk(
                mountPoint: mount.point, device: mount.device, fileSystem: mount.fileSystem)
            if let space = noted(space(mount.point), "disk:\(mount.point)") { disk.fill(space) }
            if let device = DiskCounters.of(mount, in: devices) {
                counters.disks[mount.device] = device
                if let seconds, let earlier = before?.disks[mount.device] {
                    disk.rate(device, since: earlier, seconds: seconds)
                }
            }
            sample.disks.append(disk)
        }
    }

    mutating func interfaces() {
        guard let dev = noted(read("proc/net/dev"), "interfaces") else { return }
        for interface in InterfaceCounters.all(dev: dev, limit: Self.interfacesKept) {
            counters.interfaces[interface.name] = interface
            sample.interfaces.append(
                MetricsSample.Interface(interface, since: before?.interfaces[interface.name], seconds: seconds))
        }
    }

    mutating func processes(ticksPerSecond: Int, pageBytes: Int) {
        if let stat = read("proc/stat"), let uptime = read("proc/uptime"), let first = read("proc/1/stat"),
            let boot = Boot(stat: stat, uptime: uptime, first: first, ticksPerSecond: ticksPerSecond)
        {
            (sample.bootedAt, sample.uptimeSeconds) = (boot.at, boot.uptimeSeconds)
        } else {
            sample.missing.append("boot")
        }
        let entries = try? names(in: root + "proc", limit: Self.namesRead)
        guard let pids = noted(entries.map({ $0.compactMap { Int($0) } }), "processes") else { return }
        sample.processCount = pids.count
        var processes: [MetricsSample.Process] = []
        for pid in pids.prefix(Self.processesRead) {
            // A process that has ended meanwhile is not missing.
            guard let stat = read("proc/\(pid)/stat", limit: 4096), let now = ProcessCounters(stat: stat) else {
                continue
            }
            counters.processes[pid] = ProcessMark(started: now.started, cpu: now.cpu)
            processes.append(
                MetricsSample.Process(
                    pid, now, since: before?.processes[pid], seconds: seconds, page: pageBytes, ticks: ticksPerSecond))
        }
        sample.processes = processes.top(Self.processesKept)
    }
}
