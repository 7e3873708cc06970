// SPDX-License-Identifier: Apache-2.0

public import Shapes
public import Vocabulary

/// How far many devices can be relied on, by organization or by site.
public struct FleetHealth: Facts, Equatable {
    @Fact("One group for each organization or site, the worst first.") public var groups: [FleetGroup]
    @Fact("How many devices all groups have.") public var devices: Int
    @Fact("How many of them cannot be judged for good yet.") public var provisional: Int
    @Fact("When the oldest of these judgements was made; null if there is none.") public var judgedAt: Instant?

    public init(groups: [FleetGroup], devices: Int, provisional: Int, judgedAt: Instant?) {
        self.groups = groups
        self.devices = devices
        self.provisional = provisional
        self.judgedAt = judgedAt
    }

    public static var example: FleetHealth {
        FleetHealth(groups: [.example], devices: 41, provisional: 1, judgedAt: .example)
    }
}

/// The devices of one organization or site.
public struct FleetGroup: Facts, Equatable {
    @Fact("Whose devices these are.") public var organization: OrganizationID
    @Fact("At which site; null if the group is the whole organization.") public var site: SiteID?
    @Fact("What people call the organization or site.") public var name: String
    @Fact("How many devices were judged or are about to be.") public var devices: Int
    @Fact("How many score 86 or more.") public var good: Int
    @Fact("How many score 71 to 85.") public var fair: Int
    @Fact("How many score 51 to 70.") public var poor: Int
    @Fact("How many score 50 or less.") public var critical: Int
    @Fact("How many cannot be judged for good yet; they are in no band.") public var provisional: Int
    @Fact("The mean score of those that are in a band; null if none is.", unit: .points) public var mean: Double?
    @Fact("The devices with the lowest scores, the lowest first.") public var worst: [FleetDevice]

    public init(
        organization: OrganizationID, site: SiteID?, name: String, devices: Int, good: Int, fair: Int, poor: Int,
        critical: Int, provisional: Int, mean: Double?, worst: [FleetDevice]
    ) {
        self.organization = organization
        self.site = site
        self.name = name
        self.devices = devices
        self.good = good
        self.fair = fair
        self.poor = poor
        self.critical = critical
        self.provisional = provisional
        self.mean = mean
        self.worst = worst
    }

    public static var example: FleetGroup {
        FleetGroup(
            organization: .example, site: nil, name: "Harbour Dental", devices: 41, good: 36, fair: 2, poor: 1,
            critical: 1, provisional: 1, mean: 93.4, worst: [.example])
    }
}

/// One device of a group.
public struct FleetDevice: Facts, Equatable {
    @Fact("Its id, for every other tool.") public var device: DeviceID
    @Fact("What people here call it.") public var name: String
    @Fact("Its score.", unit: .points) public var score: Int
    @Fact("The score in a word.") public var band: Band
    @Fact("Which way its score goes.") public var trend: Trend.Direction

    public init(device: DeviceID, name: String, score: Int, band: Band, trend: Trend.Direction) {
        self.device = device
        self.name = name
        self.score = score
        self.band = band
        self.trend = trend
    }

    public static var example: FleetDevice {
        FleetDevice(device: .example, name: "Front desk", score: 44, band: .critical, trend: .degrading)
    }
}
