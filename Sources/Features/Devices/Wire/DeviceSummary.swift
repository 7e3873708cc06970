// SPDX-License-Identifier: Apache-2.0
public import Shapes

/// How many devices stand how, and those that somebody should look at first.
public struct DeviceSummary: Facts, Equatable {
    @Fact("All devices, each counted once more in one of the following.") public var devices: Int
    @Fact("Active, and they speak to us.") public var online: Int
    @Fact("Active, and silent.") public var offline: Int
    @Fact("Active, and they never have spoken.") public var neverSeen: Int
    @Fact("Enrolled, and not yet active.") public var pending: Int
    @Fact("In quarantine: two machines claim to be one; a person decides which.") public var quarantined: Int
    @Fact("Out of care.") public var decommissioned: Int
    @Fact("A few of them: those in quarantine, then those that fell silent last, then others by name.")
    public var first: [DeviceRow]

    public init(
        devices: Int, online: Int, offline: Int, neverSeen: Int, pending: Int, quarantined: Int, decommissioned: Int,
        first: [DeviceRow]
    ) {
        self.devices = devices
        self.online = online
        self.offline = offline
        self.neverSeen = neverSeen
        self.pending = pending
        self.quarantined = quarantined
        self.decommissioned = decommissioned
        self.first = first
    }

    public static var example: DeviceSummary {
        DeviceSummary(
            devices: 214, online: 203, offline: 6, neverSeen: 1, pending: 0, quarantined: 1, decommissioned: 3,
            first: [.example])
    }
}
