// SPDX-License-Identifier: Apache-2.0

public import Shapes
public import Vocabulary

/// The devices of one organization or site.
public struct FleetGroup: Facts, Equatable {
    @Fact("Whose devices these are.") public var organization: OrganizationID
    @Fact("At which site; null if the group is the whole organization.") public var site: SiteID?
    @Fact("What people call the organization or site.") public var name: String
    @Fact("How many devices it has.") public var devices: Int
    @Fact("How many of them are in which band.") public var bands: BandCounts
    @Fact("The mean score of those that are in a band; null if none is.", unit: .points) public var mean: Double?
    @Fact("How that mean moves from day to day.") public var trend: Trend
    @Fact("The devices with the lowest scores, the lowest first.") public var worst: [FleetDevice]

    public init(
        organization: OrganizationID, site: SiteID?, name: String, devices: Int, bands: BandCounts, mean: Double?,
        trend: Trend, worst: [FleetDevice]
    ) {
        self.organization = organization
        self.site = site
        self.name = name
        self.devices = devices
        self.bands = bands
        self.mean = mean
        self.trend = trend
        self.worst = worst
    }

    public static var example: FleetGroup {
        FleetGroup(
            organization: .example, site: .example, name: "Harbor Dental", devices: 41, bands: .example, mean: 93.4,
            trend: .example, worst: [.example])
    }
}

/// One device of a fleet.
public struct FleetDevice: Facts, Equatable {
    @Fact("Its id, for every other tool.") public var device: DeviceID
    @Fact("What people here call it; null until somebody has named it.") public var name: String?
    @Fact("What it calls itself.") public var hostname: Untrusted
    @Fact("Its score.", unit: .points) public var score: Int
    @Fact("The score in a word.") public var band: Band
    @Fact("Which way its score goes.") public var trend: Trend.Direction

    public init(
        device: DeviceID, name: String?, hostname: Untrusted, score: Int, band: Band, trend: Trend.Direction
    ) {
        self.device = device
        self.name = name
        self.hostname = hostname
        self.score = score
        self.band = band
        self.trend = trend
    }

    public static var example: FleetDevice {
        FleetDevice(
            device: .example, name: "Front desk", hostname: Untrusted("work-01", from: .example), score: 44,
            band: .critical, trend: .degrading)
    }
}
