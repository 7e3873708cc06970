// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
public import GateKit
public import Postgres
import Secrets
import Shapes
import Vocabulary

/// Whose a credential is: asked of the feature that issued it, by its prefix, afresh at every call.
public struct Credentials: Sendable {
    private let authenticators: [Authenticator]
    private let database: Database
    private let time: Timepiece

    public init(_ features: [Feature], _ database: Database, _ time: Timepiece) {
        authenticators = features.flatMap(\.authenticates)
        (self.database, self.time) = (database, time)
    }

    public func principal(_ credential: Credential) async throws -> Principal? {
        let reading = database.reading(in: .system)
        switch credential {
        case .token(let token): return try await principal(of: token, inBrowser: false, reading)
        case .session(let token): return try await principal(of: token, inBrowser: true, reading)
        case .terminal(let user): return try await terminal(user, reading)
        }
    }

    private func principal(of token: String, inBrowser: Bool, _ reading: Reading) async throws -> Principal? {
        let known = authenticators.first { token.hasPrefix($0.prefix) && $0.isForBrowsers == inBrowser }
        guard token.utf8.count <= 200, let known, let token = Token(token, prefix: known.prefix) else { return nil }
        return try await known.principal(token.digest, reading, time.now())
    }

    /// The operator of an installation: on behalf of its one partner.
    private func terminal(_ user: UInt32, _ reading: Reading) async throws -> Principal? {
        let row = try await reading.one(
            """
            select p.partner_id, o.org_id from house.partner p
              join house.organization o on o.partner_id = p.partner_id and o.kind = 'internal'
             order by p.created_at limit 1
            """)
        guard let row else { return nil }
        let partner: PartnerID = try row("partner_id")
        return Principal(
            id: "terminal:\(user)", name: "Operator", kind: .operator, partner: partner, home: try row("org_id"),
            reach: .partner(partner), holds: .everything)
    }
}
