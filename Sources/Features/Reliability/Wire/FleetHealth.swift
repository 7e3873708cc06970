// SPDX-License-Identifier: Apache-2.0

public import Shapes
import Vocabulary

/// How far many devices can be relied on: all together, and by organization or by site.
public struct FleetHealth: Facts, Equatable {
    @Fact("How many devices there are.") public var devices: Int
    @Fact("How many of them are in which band.") public var bands: BandCounts
    @Fact("The mean score of those that are in a band; null if none is.", unit: .points) public var mean: Double?
    @Fact("How that mean moves from day to day.") public var trend: Trend
    @Fact("The devices with the lowest scores of all, the lowest first.") public var worst: [FleetDevice]
    @Fact("What went wrong in the last day, a device each, the gravest first, however the devices score.")
    public var troubled: [FleetTrouble]
    @Fact("One group for each organization or site, the worst first.") public var groups: [FleetGroup]
    @Fact("Whether there are more groups than these.") public var more: Bool
    @Fact("When the oldest of these judgements was made; null if there is none.") public var judgedAt: Instant?

    public init(
        devices: Int, bands: BandCounts, mean: Double?, trend: Trend, worst: [FleetDevice], troubled: [FleetTrouble],
        groups: [FleetGroup],
        more: Bool, judgedAt: Instant?
    ) {
        self.devices = devices
        self.bands = bands
        self.mean = mean
        self.trend = trend
        self.worst = worst
        self.troubled = troubled
        self.groups = groups
        self.more = more
        self.judgedAt = judgedAt
    }

    public static var example: FleetHealth {
        FleetHealth(
            devices: 41, bands: .example, mean: 93.4, trend: .example, worst: [.example],
            troubled: [.example], groups: [.example],
            more: false, judgedAt: .example)
    }
}

/// How many devices score how.
public struct BandCounts: Facts, Equatable {
    @Fact("How many score 86 or more.") public var good: Int
    @Fact("How many score 71 to 85.") public var fair: Int
    @Fact("How many score 51 to 70.") public var poor: Int
    @Fact("How many score 50 or less.") public var critical: Int
    @Fact("How many cannot be judged for good yet, for want of history or of a journal; they are in no band.")
    public var provisional: Int
    @Fact("How many have not told anything yet; they are in no band.") public var notReported: Int

    public init(good: Int, fair: Int, poor: Int, critical: Int, provisional: Int, notReported: Int) {
        self.good = good
        self.fair = fair
        self.poor = poor
        self.critical = critical
        self.provisional = provisional
        self.notReported = notReported
    }

    public static var example: BandCounts {
        BandCounts(good: 36, fair: 2, poor: 1, critical: 1, provisional: 1, notReported: 0)
    }
}
