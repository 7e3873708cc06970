// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// Everything that is known of one device itself.
public struct DeviceDetails: Facts, Equatable {
    @Fact("Its id.") public var device: DeviceID
    @Fact("To be given back when it is changed.") public var revision: Int
    @Fact("What people here call it; null until somebody has named it.") public var name: String?
    @Fact("What it calls itself.") public var hostname: Untrusted
    @Fact("The organization that it belongs to.") public var organization: OrganizationID
    @Fact("What that organization is called.") public var organizationName: String
    @Fact("The site that it belongs to.") public var site: SiteID
    @Fact("What that site is called.") public var siteName: String
    @Fact("Its labels.") public var tags: [String]
    @Fact("The operating system, in the device's words.") public var os: Untrusted
    @Fact("Its kernel, in the device's words.") public var kernel: Untrusted
    @Fact("Its processor architecture, in the device's words.") public var architecture: Untrusted
    @Fact("The version of its agent, in the agent's words.") public var agentVersion: Untrusted
    @Fact("Where it stands with us.") public var lifecycle: Lifecycle
    @Fact("Why it stands there, where there is a reason; else null.") public var lifecycleReason: String?
    @Fact("Whether it speaks to us now.") public var connectivity: Connectivity
    @Fact("When it last did, by the server's clock; null if never.") public var lastSeen: Instant?
    @Fact("When it came into care.") public var enrolledAt: Instant
    @Fact("Until when its certificate is good.") public var certificateExpiresAt: Instant?

    public init(
        device: DeviceID, revision: Int, name: String?, hostname: Untrusted, organization: OrganizationID,
        organizationName: String, site: SiteID, siteName: String, tags: [String], os: Untrusted, kernel: Untrusted,
        architecture: Untrusted, agentVersion: Untrusted, lifecycle: Lifecycle, lifecycleReason: String?,
        connectivity: Connectivity, lastSeen: Instant?, enrolledAt: Instant, certificateExpiresAt: Instant?
    ) {
        self.device = device
        self.revision = revision
        self.name = name
        self.hostname = hostname
        self.organization = organization
        self.organizationName = organizationName
        self.site = site
        self.siteName = siteName
        self.tags = tags
        self.os = os
        self.kernel = kernel
        self.architecture = architecture
        self.agentVersion = agentVersion
        self.lifecycle = lifecycle
        self.lifecycleReason = lifecycleReason
        self.connectivity = connectivity
        self.lastSeen = lastSeen
        self.enrolledAt = enrolledAt
        self.certificateExpiresAt = certificateExpiresAt
    }

    public static var example: DeviceDetails {
        DeviceDetails(
            device: .example, revision: 3, name: "Front desk", hostname: Untrusted("work-01", from: .example),
            organization: .example, organizationName: "Acme Manufacturing", site: .example, siteName: "Head office",
            tags: ["reception"], os: Untrusted("Debian GNU/Linux 12 (bookworm)", from: .example),
            kernel: Untrusted("6.1.0-30-amd64", from: .example), architecture: Untrusted("x86_64", from: .example),
            agentVersion: Untrusted("0.1.0", from: .example), lifecycle: .active, lifecycleReason: "Enrolled.",
            connectivity: .online, lastSeen: .example, enrolledAt: .example, certificateExpiresAt: .example)
    }
}
