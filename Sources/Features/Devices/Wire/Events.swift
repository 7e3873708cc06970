// SPDX-License-Identifier: Apache-2.0
public import Vocabulary

/// A machine has come into care.
public struct DeviceEnrolled: Event, Equatable {
    public static let type = "device.enrolled"
    public static let category = Category.system
    public static let suggestedTools = ["get_device_details"]
    public static let untrusted = ["$.hostname"]
    public static let meaning = "A machine has come into care."
    public static var example: DeviceEnrolled { DeviceEnrolled(device: .example, hostname: "work-01") }

    public var device: DeviceID
    public var hostname: String
    public var summary: String { "A device was enrolled." }
    public var severity: Severity { .info }
    public var devices: [DeviceID] { [device] }

    public init(device: DeviceID, hostname: String) { (self.device, self.hostname) = (device, hostname) }
}

/// Two machines show one identity: nothing is taken from either until a person decides.
public struct DeviceQuarantined: Event, Equatable {
    public static let type = "device.quarantined"
    public static let category = Category.security
    public static let meaning = "Two machines show one identity: nothing is taken from either until a person decides."
    public static var example: DeviceQuarantined {
        DeviceQuarantined(device: .example, reason: "An older continuity token was shown.")
    }
    public static let suggestedTools = ["get_device_details"]

    public var device: DeviceID
    public var reason: String
    public var summary: String { "A device was quarantined: its identity is in use on more than one machine." }
    public var severity: Severity { .high }
    public var devices: [DeviceID] { [device] }

    public init(device: DeviceID, reason: String) { (self.device, self.reason) = (device, reason) }
}

/// A device has left: its certificate is revoked, and what it has told stays.
public struct DeviceDecommissioned: Event, Equatable {
    public static let type = "device.decommissioned"
    public static let category = Category.system
    public static let meaning = "A person has taken a device out of care."
    public static var example: DeviceDecommissioned { DeviceDecommissioned(device: .example) }
    public static let suggestedTools = ["get_device_details"]

    public var device: DeviceID
    public var summary: String { "A device was taken out of care." }
    public var severity: Severity { .medium }
    public var devices: [DeviceID] { [device] }

    public init(device: DeviceID) { self.device = device }
}

/// A person has decided that a quarantined device may go on.
public struct DeviceReleased: Event, Equatable {
    public static let type = "device.released"
    public static let category = Category.security
    public static let meaning = "A person has decided that a quarantined device may go on."
    public static var example: DeviceReleased { DeviceReleased(device: .example) }

    public var device: DeviceID
    public var summary: String { "A device was released from quarantine." }
    public var severity: Severity { .medium }
    public var devices: [DeviceID] { [device] }

    public init(device: DeviceID) { self.device = device }
}
