// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import FeatureKit
import Markup
import Shapes
import Vocabulary

let deviceListing = Listing(
    "Devices", at: "devices", .monitor, key: "d", reading: ListDevices.self,
    filter: ("search", "Filter by name"),
    views: [
        ("All", []), ("Online", [("connectivity", "online")]), ("Offline", [("connectivity", "offline")]),
        ("Quarantined", [("lifecycle", "quarantined")]),
    ],
    adds: CreateEnrollmentKey.self
) { list, address, now in
    Listing.Page(count: list.items.count, next: list.nextCursor, total: list.total) {
        if !list.items.isEmpty {
            grid(
                list.items, columns(now), called: "Devices", at: address,
                choosing: Choosing("devices") { "\($0.device)" }
            ) {
                "/devices/\($0.device)"
            }
        } else if address.parameters.isEmpty {
            emptyState("No device yet", icon: .monitor) {
                p { "A key lets machines into one site; each of them then appears here within a minute." }
                linkButton("Add devices", to: Form.address(of: CreateEnrollmentKey.self).description, icon: .plus)
            }
        } else {
            emptyState("No device matches", icon: .search) { linkButton("Show all devices", to: "/devices") }
        }
    }
}

private func columns(_ now: Instant) -> [Column<DeviceRow>] {
    [
        Column("Device", .name, sort: "name") { row in
            statusMark(row.standing.tone, saying: row.standing.word)
            " "
            called(row.name, row.hostname)
        },
        Column("State", .status) { row in row.standing.word },
        Column("Organization", .text, sort: "organization", .often) { row in row.organizationName },
        Column("Site", .text, .often) { row in dim { row.siteName } },
        Column("Operating system", .text, .sometimes) { row in row.os },
        Column("Seen", .time, sort: "seen") { row in seen(row.lastSeen, now) },
    ]
}

let deviceChoices = Choices(of: Device.self, reading: ListDevices.self, searching: "search") { list in
    list.items.map { .init($0.device, $0.name ?? $0.hostname.text) }
}

let deviceSubject = Subject(on: .device, reading: GetDeviceDetails.self) { device, now in
    let standing = Standing(device.lifecycle, device.connectivity)
    return Subject.Head(
        device.name ?? device.hostname.text, .server, standing.tone,
        facts: [
            status(standing.tone, standing.word), Markup.buildBlock(.text("seen "), seen(device.lastSeen, now)),
            .text("\(device.organizationName) · \(device.siteName)"), untrusted(device.os.text, from: device.os.source),
        ])
}

let detailsCard = Card(on: .device, aside: true, reading: GetDeviceDetails.self) { device, now in
    card("Facts", icon: .info) {
        facts {
            fact("Host name") { mono(device.hostname.text) }
            fact("Organization", device.organizationName)
            fact("Site", device.siteName)
            fact("Labels", device.tags.isEmpty ? nil : device.tags.joined(separator: ", "))
            fact("System") { device.os }
            fact("Kernel") { device.kernel }
            fact("Architecture") { device.architecture }
            fact("Agent") { device.agentVersion }
            fact("Lifecycle", device.lifecycle.rawValue)
            if device.lifecycle != .active, let reason = device.lifecycleReason { fact("Because", reason) }
            fact("Enrolled") { ago(device.enrolledAt, now: now) }
            fact("Certificate until") {
                if let until = device.certificateExpiresAt { exactly(until) } else { absent() }
            }
        }
    }
}

/// One word for a row: what keeps a device from us comes before whether it speaks.
struct Standing {
    let tone: Tone
    let word: String

    init(_ lifecycle: Lifecycle, _ connectivity: Connectivity) {
        (tone, word) =
            switch (lifecycle, connectivity) {
            case (.quarantined, _): (.critical, "Quarantined")
            case (.decommissioned, _): (.idle, "Decommissioned")
            case (.pending, _): (.info, "Pending")
            case (.active, .online): (.ok, "Online")
            case (.active, .offline): (.idle, "Offline")
            case (.active, .unknown): (.idle, "Never seen")
            }
    }
}

extension DeviceRow {
    fileprivate var standing: Standing { Standing(lifecycle, connectivity) }
}

/// What people call it; until they do, what it calls itself, marked as such.
func called(_ name: String?, _ hostname: Untrusted) -> Node {
    if let name { .text(name) } else { untrusted(hostname.text, from: hostname.source) }
}

func seen(_ lastSeen: Instant?, _ now: Instant) -> Node {
    if let lastSeen { ago(lastSeen, now: now) } else { absent("never seen") }
}
