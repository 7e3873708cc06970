// SPDX-License-Identifier: Apache-2.0

public import Shapes
import Vocabulary

/// The newest look at a device; what it could not tell is null.
public struct MetricsNow: Facts, Equatable {
    @Fact("When the device looked, by the server's clock.") public var at: Instant
    @Fact("How busy all its logical CPUs were together.", unit: .percent) public var cpu: Double?
    @Fact("How many logical CPUs it has.") public var logicalCpus: Int?
    @Fact("How much of its memory programs hold.", unit: .percent) public var memory: Double?
    @Fact("How much memory it has.", unit: .bytes) public var memoryTotal: Int?
    @Fact("How much of its swap is in use.", unit: .percent) public var swap: Double?
    @Fact("How much swap it has.", unit: .bytes) public var swapTotal: Int?
    @Fact("How many tasks wanted to run or waited for a disk, on average over a minute.") public var load: Double?
    @Fact("For how much of the last minute some task waited for a CPU.", unit: .percent) public var pressureCpu: Double?
    @Fact("For how much of the last minute some task waited for memory.", unit: .percent)
    public var pressureMemory: Double?
    @Fact("For how much of the last minute some task waited for a disk.", unit: .percent) public var pressureIo: Double?
    @Fact("How many processes it runs.") public var processes: Int?
    @Fact("How long it has been up.", unit: .seconds) public var uptimeSeconds: Int?
    @Fact("Its disks, the fullest first.") public var disks: [DiskNow]
    @Fact("Its interfaces, the busiest first.") public var interfaces: [InterfaceNow]
    @Fact("The processes that take most, by CPU and then memory.") public var top: [ProcessNow]

    public init(
        at: Instant, cpu: Double?, logicalCpus: Int?, memory: Double?, memoryTotal: Int?, swap: Double?,
        swapTotal: Int?, load: Double?, pressureCpu: Double?, pressureMemory: Double?, pressureIo: Double?,
        processes: Int?, uptimeSeconds: Int?, disks: [DiskNow], interfaces: [InterfaceNow], top: [ProcessNow]
    ) {
        self.at = at
        self.cpu = cpu
        self.logicalCpus = logicalCpus
        self.memory = memory
        self.memoryTotal = memoryTotal
        self.swap = swap
        self.swapTotal = swapTotal
        self.load = load
        self.pressureCpu = pressureCpu
        self.pressureMemory = pressureMemory
        self.pressureIo = pressureIo
        self.processes = processes
        self.uptimeSeconds = uptimeSeconds
        self.disks = disks
        self.interfaces = interfaces
        self.top = top
    }

    public static var example: MetricsNow {
        MetricsNow(
            at: .example, cpu: 12.5, logicalCpus: 4, memory: 61.2, memoryTotal: 16_777_216_000, swap: 0.0,
            swapTotal: 2_147_479_552, load: 0.85, pressureCpu: 1.2, pressureMemory: 0.0, pressureIo: 0.4,
            processes: 182, uptimeSeconds: 912_345, disks: [.example], interfaces: [.example], top: [.example])
    }
}

/// A disk at the newest look.
public struct DiskNow: Facts, Equatable {
    @Fact("Where it is mounted.") public var mount: Untrusted
    @Fact("The device below it.") public var source: Untrusted
    @Fact("The kind of file system on it.") public var fileSystem: Untrusted
    @Fact("Its size.", unit: .bytes) public var total: Int?
    @Fact("What files can still have.", unit: .bytes) public var available: Int?
    @Fact("How much of what files can have is taken.", unit: .percent) public var used: Double?
    @Fact("How many of its inodes are taken.", unit: .percent) public var inodes: Double?
    @Fact("How much of the time its device had something to do.", unit: .percent) public var busy: Double?

    public init(
        mount: Untrusted, source: Untrusted, fileSystem: Untrusted, total: Int?, available: Int?, used: Double?,
        inodes: Double?, busy: Double?
    ) {
        self.mount = mount
        self.source = source
        self.fileSystem = fileSystem
        self.total = total
        self.available = available
        self.used = used
        self.inodes = inodes
        self.busy = busy
    }

    public static var example: DiskNow {
        DiskNow(
            mount: Untrusted("/srv", from: .example), source: Untrusted("/dev/sda1", from: .example),
            fileSystem: Untrusted("ext4", from: .example), total: 265_676_599_296, available: 49_150_170_869,
            used: 81.5, inodes: 3.1, busy: 7.4)
    }
}

/// An interface at the newest look.
public struct InterfaceNow: Facts, Equatable {
    @Fact("What the device calls it.") public var name: Untrusted
    @Fact("What came in.", unit: .bytesPerSecond) public var received: Double?
    @Fact("What went out.", unit: .bytesPerSecond) public var sent: Double?

    public init(name: Untrusted, received: Double?, sent: Double?) {
        self.name = name
        self.received = received
        self.sent = sent
    }

    public static var example: InterfaceNow {
        InterfaceNow(name: Untrusted("eth0", from: .example), received: 18_204, sent: 4_410)
    }
}

/// A process at the newest look.
public struct ProcessNow: Facts, Equatable {
    @Fact("Its number on the device.") public var pid: Int
    @Fact("What it calls itself.") public var name: Untrusted
    @Fact("How much of one logical CPU it took; may pass 100.", unit: .percent) public var cpu: Double?
    @Fact("The memory that it holds.", unit: .bytes) public var residentBytes: Int

    public init(pid: Int, name: Untrusted, cpu: Double?, residentBytes: Int) {
        self.pid = pid
        self.name = name
        self.cpu = cpu
        self.residentBytes = residentBytes
    }

    public static var example: ProcessNow {
        ProcessNow(
            pid: 812, name: Untrusted("postgres", from: .example), cpu: 37.2, residentBytes: 412_610_560)
    }
}
