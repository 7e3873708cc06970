// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
import GateKit
public import Postgres
import Secrets
public import Vocabulary

/// Where people's browsers get a session and give it back: what the console's door asks.
public struct SignInDesk: Sendable {
    private let signIn: SignIn
    private let database: Database
    private let time: Timepiece

    public init(_ signIn: SignIn, _ database: Database, _ time: Timepiece) {
        (self.signIn, self.database, self.time) = (signIn, database, time)
    }

    /// Whether a link would work now; it stays as it is.
    public func knows(_ link: String) async throws(Refusal) -> Bool {
        guard let digest = digest(of: link) else { return false }
        do { return try await signIn.knows(digest, database.reading(in: .system), time.now()) } catch {
            throw Refusal(error)
        }
    }

    /// The session that a link opens, once; nil when it is spent, expired or unknown.
    public func redeem(_ link: String, requestID: String) async throws(Refusal) -> String? {
        guard let digest = digest(of: link) else { return nil }
        let moment = time.moment(requestID)
        do {
            return try await database.transaction(in: .system) { try await signIn.redeem(digest, $0, moment) }
        } catch { throw Refusal(error) }
    }

    /// Ends a session, if it is one.
    public func end(_ session: String, requestID: String) async throws(Refusal) {
        guard let digest = digest(of: session) else { return }
        let moment = time.moment(requestID)
        do {
            try await database.transaction(in: .system) { try await signIn.end(digest, $0, moment) }
        } catch { throw Refusal(error) }
    }

    /// No token of ours is longer.
    private func digest(of token: String) -> Digest? {
        token.utf8.count <= 200 ? Digest(of: Array(token.utf8)) : nil
    }
}
