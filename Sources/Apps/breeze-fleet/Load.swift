// SPDX-License-Identifier: Apache-2.0
import MetricsWire
import Shapes

extension SimulatedMachine {
    /// How busy it is in one minute: its own usual, the time of day, and some chance.
    func load(at moment: Instant) -> MetricsSample {
        var dice = Dice(seed: seed &+ moment.milliseconds / 60_000, machine: number)
        let busy = busyness(at: moment, &dice)
        var sample = MetricsSample()
        let user = busy * 70
        sample.cpu = .init(
            busy: rounded(busy * 100), user: rounded(user), system: rounded(busy * 100 - user),
            iowait: dice.share(0...3), steal: 0)
        sample.logicalCpus = processors
        let used = Int(Double(memory) * (0.2 + 0.6 * busyness + dice.share(0...0.1)))
        sample.memory = .init(
            total: memory, used: used, available: memory - used, swapTotal: 2 << 30, swapUsed: Int(busy * 100) << 20)
        let tasks = busy * Double(processors)
        sample.load = .init(over1: rounded(tasks), over5: rounded(tasks * 0.95), over15: rounded(tasks * 0.9))
        let stall = MetricsSample.Stall(avg10: dice.share(0...4), avg60: dice.share(0...2))
        sample.pressure = .init(cpu: stall, memory: .init(avg10: 0, avg60: 0), io: stall)
        sample.disks = (0..<disks).map { disk($0, busy, &dice) }
        sample.interfaces = [interface("eth0", busy, &dice)]
        sample.processes = Self.programs.enumerated().map { index, name in
            .init(
                pid: 400 + index * 37, name: name, cpuPercent: rounded(busy * 100 / Double(index + 1)),
                residentBytes: used / (4 << index))
        }
        sample.processCount = 120 + Int(busy * 100)
        let uptime = 86_400 * (1 + number % 60) + moment.milliseconds / 1000 % 86_400
        (sample.uptimeSeconds, sample.bootedAt) = (uptime, moment - .seconds(uptime))
        return sample
    }

    /// From 0 to 1; highest in the early afternoon.
    private func busyness(at moment: Instant, _ dice: inout Dice) -> Double {
        let hour = moment.milliseconds / 3_600_000 % 24
        let ofDay = 1 - Double(abs(hour - 13)) / 13
        return min(0.99, max(0.01, busyness * (0.5 + 0.7 * ofDay) + dice.share(-0.05...0.05)))
    }

    private func disk(_ index: Int, _ busy: Double, _ dice: inout Dice) -> MetricsSample.Disk {
        var disk = MetricsSample.Disk(
            mountPoint: index == 0 ? "/" : "/srv/\(index)", device: "/dev/vd\(["a", "b", "c"][index % 3])1",
            fileSystem: "ext4")
        let total = (index + 1) * 100 << 30
        let used = total / 100 * (30 + number % 60)
        (disk.totalBytes, disk.usedBytes, disk.availableBytes) = (total, used, (total - used) / 100 * 95)
        disk.inodesUsedPercent = Double(5 + number % 20)
        disk.readBytesPerSecond = Int.random(in: 0...4_000_000, using: &dice)
        disk.writtenBytesPerSecond = Int.random(in: 0...2_000_000, using: &dice)
        disk.busyPercent = rounded(busy * 40)
        return disk
    }

    private func interface(_ name: String, _ busy: Double, _ dice: inout Dice) -> MetricsSample.Interface {
        var interface = MetricsSample.Interface(name: name)
        let received = Int(busy * 5_000_000) + Int.random(in: 0...20_000, using: &dice)
        (interface.receivedBytesPerSecond, interface.sentBytesPerSecond) = (received, received / 3)
        (interface.receivedPackets, interface.sentPackets) = (received * 60 / 900, received * 20 / 900)
        (interface.receiveErrors, interface.sendErrors) = (0, 0)
        (interface.receivedDropped, interface.sentDropped) = (dice.happens(0.02) ? 1 : 0, 0)
        return interface
    }

    private static let programs = ["postgres", "nginx", "java", "systemd-journal", "breeze-agent"]
}

private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
