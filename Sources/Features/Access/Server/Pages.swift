// SPDX-License-Identifier: Apache-2.0
import AccessWire
import FeatureKit
import Markup
import Shapes

let keyListing = Listing(
    "API keys", at: "api-keys", .key, key: "k", reading: ListAPIKeys.self, adds: CreateAPIKey.self
) { list, address, now in
    Listing.Page(count: list.items.count, next: list.nextCursor) {
        if list.items.isEmpty {
            emptyState("No API key yet", icon: .key) {
                p { "Programs and AI agents come in with a key that can do no more than you allow it." }
            }
        } else {
            grid(list.items, columns(now), called: "API keys", at: address) { _ in nil }
        }
    }
}

let keyChoices = Choices(of: APIKey.self, reading: ListAPIKeys.self) { list in
    list.items.map { .init($0.key, "\($0.name), \($0.shown)…") }
}

private func columns(_ now: Instant) -> [Column<APIKeyRow>] {
    [
        Column("Key", .title) { row in row.name },
        Column("Begins with", .mono, .often) { row in mono(row.shown) },
        Column("State", .status) { row in
            switch row.state {
            case .active: status(.ok, "Active")
            case .expired: status(.idle, "Expired")
            case .revoked: status(.idle, "Revoked")
            }
        },
        Column("May", .text, .sometimes) { row in dim { row.permissions.joined(separator: ", ") } },
        Column("Sees", .text, .sometimes) { row in
            dim {
                row.organizations.isEmpty ? "All organizations" : Words.count(row.organizations.count, "organization")
            }
        },
        Column("Ends", .time, .often) { row in
            if row.state == .active { ago(row.expiresAt, now: now) } else { dim { "—" } }
        },
        Column("Actions") { row in
            if row.state == .active {
                a(Form.address(of: RevokeAPIKey.self, [.init("key", "\(row.key)")]).description, .class("more")) {
                    "Revoke"
                    hidden(" \(row.name)")
                }
            }
        },
    ]
}

/// The key, and how a program shows it.
@Sendable func newKey(_ key: NewAPIKey, _ server: Whereabouts) -> Node {
    .group([
        section(.class("secret")) {
            h2("The key")
            codeBlock(key.secret.text, called: "The key")
            p(.class("dim")) { "Shown once. Only a hash of it is kept: copy it now, or make another one later." }
        },
        card("Try it", icon: .terminal) {
            codeBlock(
                "curl -H \"Authorization: Bearer $KEY\" \(server.console)/api/v1/tools", called: "A first call")
        },
        card("What it may do", icon: .key) {
            facts {
                fact("Permissions", key.permissions.joined(separator: ", "))
                fact("Ends") { exactly(key.expiresAt) }
            }
        },
    ])
}
