// SPDX-License-Identifier: Apache-2.0
public import GateKit
public import Shapes
public import Vocabulary
public import Web

extension Web.Request {
    /// Who asks: the account at the other end of the server's own socket, else the bearer of a token.
    public func credential() throws(Refusal) -> Credential {
        if let user = peerUID { return .terminal(user: user) }
        guard let header = header("authorization") else { throw .unauthenticated }
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { throw .unauthenticated }
        return .token(String(words[1]))
    }

    /// The organization that the call names, if it names one.
    public func organization() throws(Refusal) -> OrganizationID? {
        guard let text = header("breeze-organization") else { return nil }
        return try Particulars.organization(text, at: "Breeze-Organization")
    }

    /// The caller's key against doing a thing twice.
    public func idempotencyKey() throws(Refusal) -> String? {
        guard let key = header("idempotency-key") else { return nil }
        return try Particulars.idempotencyKey(key, at: "Idempotency-Key")
    }

    /// How long the caller would wait for devices, in seconds: `Prefer: wait=10` (RFC 7240).
    public func wait() throws(Refusal) -> Int {
        let preferences = header("prefer")?.split(separator: ",").map { $0.filter { $0 != " " } } ?? []
        guard let wait = preferences.first(where: { $0.hasPrefix("wait=") }) else { return Particulars.usualWait }
        return try Particulars.wait(Int(wait.dropFirst(5)), at: "Prefer")
    }
}
