// SPDX-License-Identifier: Apache-2.0
public import GateKit
public import Postgres
public import Secrets
public import Shapes

/// How one kind of token becomes a principal: read from the token's own row, at every call.
public struct Authenticator: Sendable {
    /// What such tokens begin with.
    public let prefix: String
    /// Whether they live in browsers' cookies, and are refused from anywhere else.
    public let isForBrowsers: Bool
    /// Nil for what is unknown, expired or revoked; the three cannot be told apart from outside.
    public let principal: @Sendable (_ token: Digest, Reading, _ now: Instant) async throws -> Principal?

    public init(
        _ prefix: String, forBrowsers isForBrowsers: Bool = false,
        _ principal: @escaping @Sendable (_ token: Digest, Reading, _ now: Instant) async throws -> Principal?
    ) { (self.prefix, self.isForBrowsers, self.principal) = (prefix, isForBrowsers, principal) }
}

/// How a person's browser comes by a session, and loses it.
public struct SignIn: Sendable {
    /// Whether a link would work now; showing a page must not use it up.
    public let knows: @Sendable (_ token: Digest, Reading, _ now: Instant) async throws -> Bool
    /// Uses a link up and opens a session; nil when the link is spent, expired or unknown.
    public let redeem: @Sendable (_ token: Digest, borrowing Session, Moment) async throws -> String?
    /// Ends the session with this token.
    public let end: @Sendable (_ token: Digest, borrowing Session, Moment) async throws -> Void

    public init(
        knows: @escaping @Sendable (_ token: Digest, Reading, _ now: Instant) async throws -> Bool,
        redeem: @escaping @Sendable (_ token: Digest, borrowing Session, Moment) async throws -> String?,
        end: @escaping @Sendable (_ token: Digest, borrowing Session, Moment) async throws -> Void
    ) { (self.knows, self.redeem, self.end) = (knows, redeem, end) }
}
