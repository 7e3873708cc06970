// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

public enum APIKey: Noun { public static let noun = "api_key" }
public typealias APIKeyID = ID<APIKey>

/// One page of API keys.
public struct APIKeyList: Facts, Equatable {
    @Fact("The keys of this page, the newest first.") public var items: [APIKeyRow]
    @Fact("Give this as `cursor` to read on; null on the last page.") public var nextCursor: String?
    @Fact("Whether there is a next page.") public var more: Bool

    public init(items: [APIKeyRow], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
        more = nextCursor != nil
    }

    public static var example: APIKeyList { APIKeyList(items: [.example], nextCursor: "WyIyMDI2Il0") }
}

/// One API key, without its secret.
public struct APIKeyRow: Facts, Equatable {
    public enum State: String, Choice { case active, expired, revoked }

    @Fact("Its id, for revoking it.") public var key: APIKeyID
    @Fact("What it was made for.") public var name: String
    @Fact("How it begins, to tell it from others.") public var shown: String
    @Fact("Whether it works.") public var state: State
    @Fact("What it may do.") public var permissions: [String]
    @Fact("The organizations that it may see; empty means all of the provider's.")
    public var organizations: [OrganizationID]
    @Fact("When it was made.") public var createdAt: Instant
    @Fact("When it stops working by itself.") public var expiresAt: Instant

    public init(
        key: APIKeyID, name: String, shown: String, state: State, permissions: [String],
        organizations: [OrganizationID], createdAt: Instant, expiresAt: Instant
    ) {
        self.key = key
        self.name = name
        self.shown = shown
        self.state = state
        self.permissions = permissions
        self.organizations = organizations
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    public static var example: APIKeyRow {
        APIKeyRow(
            key: .example, name: "Claude on my desk", shown: "brz_Zk3mP0aQ", state: .active,
            permissions: ["devices:read"], organizations: [.example], createdAt: .example, expiresAt: .example)
    }
}

/// A key that was just made, with its secret.
public struct NewAPIKey: Facts, Equatable {
    @Fact("Its id, for revoking it.") public var key: APIKeyID
    @Fact("The key itself. It is shown this once; keep it where only its user can read it.")
    public var secret: Secret
    @Fact("What it may do.") public var permissions: [String]
    @Fact("When it stops working by itself.") public var expiresAt: Instant

    public init(key: APIKeyID, secret: Secret, permissions: [String], expiresAt: Instant) {
        self.key = key
        self.secret = secret
        self.permissions = permissions
        self.expiresAt = expiresAt
    }

    public static var example: NewAPIKey {
        NewAPIKey(
            key: .example, secret: Secret("brz_Zk3mP0aQ…"), permissions: ["devices:read"], expiresAt: .example)
    }
}

/// A key that no longer works.
public struct RevokedAPIKey: Facts, Equatable {
    @Fact("The key.") public var key: APIKeyID
    @Fact("Since when it no longer works.") public var revokedAt: Instant

    public init(key: APIKeyID, revokedAt: Instant) {
        self.key = key
        self.revokedAt = revokedAt
    }

    public static var example: RevokedAPIKey { RevokedAPIKey(key: .example, revokedAt: .example) }
}
