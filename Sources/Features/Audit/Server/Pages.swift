// SPDX-License-Identifier: Apache-2.0
import AuditWire
import FeatureKit
import Markup
import Shapes
import Vocabulary

let auditListing = Listing(
    "Audit", at: "audit", .history, key: "a", reading: ListAudit.self, filter: ("search", "Who, or which tool"),
    views: [
        ("Changes", [("results", "changed"), ("results", "ordered"), ("results", "reported")]),
        ("Turned away", [("results", "blocked"), ("results", "refused")]),
    ]
) { list, address, now in
    Listing.Page(count: list.items.count, next: list.nextCursor) {
        if list.items.isEmpty {
            emptyState("Nothing was asked", icon: .history) { p { "Whatever is asked is written down here." } }
        } else {
            grid(list.items, columns(now), called: "Audit", at: address) { _ in nil }
        }
    }
}

private func columns(_ now: Instant) -> [Column<AuditLine>] {
    [
        Column("When", .time) { line in ago(line.at, now: now) },
        Column("Who", .title) { line in line.actorName },
        Column("Is", .text, .sometimes) { line in dim { line.actorKind.word } },
        Column("Tool", .mono) { line in mono(line.tool ?? "—") },
        Column("Came of it", .status) { line in status(line.result.tone, line.result.word) },
        Column("Device", .mono, .often) { line in devices(line.devices) },
        Column("Organization", .text, .often) { line in line.organizationName },
        Column("Note", .text, .sometimes) { line in dim { line.note ?? "" } },
    ]
}

@Markup private func devices(_ devices: [DeviceID]) -> Node {
    if let first = devices.first {
        a("/devices/\(first)") { mono(String("\(first)".suffix(8))) }
        if devices.count > 1 { dim { " and \(devices.count - 1) more" } }
    }
}

extension AuditActor {
    fileprivate var word: String {
        switch self {
        case .person: "person"
        case .apiKey: "API key"
        case .systemJob: "the server"
        case .agent: "agent"
        case .operator: "the server's terminal"
        }
    }
}

extension AuditResult {
    fileprivate var word: String {
        switch self {
        case .answered: "Answered"
        case .changed: "Changed"
        case .ordered: "Ordered"
        case .reported: "Reported"
        case .blocked: "Blocked"
        case .refused: "Refused"
        }
    }
    fileprivate var tone: Tone {
        switch self {
        case .answered: .idle
        case .changed, .reported: .ok
        case .ordered: .info
        case .blocked: .warning
        case .refused: .idle
        }
    }
}
