// SPDX-License-Identifier: Apache-2.0

extension MetricsSample {
    /// Where the time of all logical CPUs went since the look before, in percent of all of it.
    public struct CPU: Codable, Sendable, Equatable {
        /// Everything but idling and waiting for disks.
        public var busyPercent: Double
        public var userPercent: Double
        public var systemPercent: Double
        public var iowaitPercent: Double
        /// What a hypervisor gave to others.
        public var stealPercent: Double

        public init(busy: Double, user: Double, system: Double, iowait: Double, steal: Double) {
            (busyPercent, userPercent, systemPercent) = (busy, user, system)
            (iowaitPercent, stealPercent) = (iowait, steal)
        }
    }

    public struct Memory: Codable, Sendable, Equatable {
        public var totalBytes: Int
        /// All that programs could not have if they asked: total less available.
        public var usedBytes: Int?
        public var availableBytes: Int?
        public var swapTotalBytes: Int?
        public var swapUsedBytes: Int?

        public init(total: Int, used: Int?, available: Int?, swapTotal: Int?, swapUsed: Int?) {
            (totalBytes, usedBytes, availableBytes) = (total, used, available)
            (swapTotalBytes, swapUsedBytes) = (swapTotal, swapUsed)
        }
    }

    /// How many tasks wanted to run or waited for a disk, on average over 1, 5 and 15 minutes.
    public struct Load: Codable, Sendable, Equatable {
        public var over1: Double
        public var over5: Double
        public var over15: Double

        public init(over1: Double, over5: Double, over15: Double) {
            (self.over1, self.over5, self.over15) = (over1, over5, over15)
        }
    }

    /// How much of the time some task stood still for want of something (the kernel's PSI, "some").
    public struct Pressure: Codable, Sendable, Equatable {
        public var cpu: Stall?
        public var memory: Stall?
        public var io: Stall?

        public init(cpu: Stall?, memory: Stall?, io: Stall?) { (self.cpu, self.memory, self.io) = (cpu, memory, io) }
    }

    /// In percent of the last 10 and 60 seconds.
    public struct Stall: Codable, Sendable, Equatable {
        public var avg10: Double
        public var avg60: Double

        public init(avg10: Double, avg60: Double) { (self.avg10, self.avg60) = (avg10, avg60) }
    }
}
