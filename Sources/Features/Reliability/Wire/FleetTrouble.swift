// SPDX-License-Identifier: Apache-2.0

public import Shapes
public import Vocabulary

/// What went wrong lately on one device, the gravest if it was more than one thing.
public struct FleetTrouble: Facts, Equatable {
    @Fact("The device's id, for every other tool.") public var device: DeviceID
    @Fact("What people here call it; null until somebody has named it.") public var name: String?
    @Fact("What it calls itself.") public var hostname: Untrusted
    @Fact("How soon somebody should look.") public var severity: Severity
    @Fact("What went wrong.") public var cause: Cause
    @Fact("The unit, process or hardware that it befell, as the device calls it; null for the device as a whole.")
    public var subject: Untrusted?
    @Fact("When it happened last.") public var at: Instant

    public init(
        device: DeviceID, name: String?, hostname: Untrusted, severity: Severity, cause: Cause, subject: Untrusted?,
        at: Instant
    ) {
        self.device = device
        self.name = name
        self.hostname = hostname
        self.severity = severity
        self.cause = cause
        self.subject = subject
        self.at = at
    }

    public static var example: FleetTrouble {
        FleetTrouble(
            device: .example, name: "Front desk", hostname: Untrusted("work-01", from: .example), severity: .high,
            cause: .killed, subject: Untrusted("nginx.service", from: .example), at: .example)
    }
}
