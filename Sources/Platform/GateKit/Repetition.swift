// SPDX-License-Identifier: Apache-2.0
import JSON
import Postgres
import Secrets
import Shapes
import Vocabulary

/// A call that its caller may repeat: under one key it has one effect, and every repeat gets the first one's answer.
///
/// The key is the caller's own; what it stood for is remembered as a digest, so that a key that is used for something
/// else is refused instead of answered wrongly. Remembered for 24 hours.
struct Repetition: Sendable {
    let key: String
    let digest: String

    static let memory = Duration.seconds(86_400)

    /// Nil when the caller gave no key, and for what only reads.
    init?(_ request: Request, of entry: Entry, _ prepared: Prepared) {
        guard let key = request.idempotencyKey, !entry.isAnswer else { return nil }
        self.key = key
        digest = Digest(of: Array("\(entry.name)\0".utf8) + prepared.arguments.bytes).hex
    }
}

extension Session {
    /// Nil for the first of its key within 24 hours; else what the first one led to.
    ///
    /// Of two at once, the second waits here until the first has committed or rolled back.
    func first(of repetition: Repetition?, _ call: Call) async throws -> String? {
        guard let repetition else { return nil }
        let isFirst = try await run(
            """
            insert into house.idempotency as i (org_id, partner_id, principal, key, digest, at)
            values (\(call.organization), \(call.partner), \(call.actor.id), \(repetition.key), \(repetition.digest),
                    \(call.now))
            on conflict (org_id, principal, key) do update
               set digest = excluded.digest, outcome = null, at = excluded.at
             where i.at <= \(call.now - Repetition.memory)
            """)
        guard isFirst == 0 else { return nil }
        let row = try await one(
            """
            select digest, outcome from house.idempotency
             where org_id = \(call.organization) and principal = \(call.actor.id) and key = \(repetition.key)
            """)
        guard let row, try row("digest") == repetition.digest else {
            throw Refusal.conflict(why: "This idempotency key was used for another call")
        }
        return try row("outcome")
    }

    func remember(_ outcome: String, of repetition: Repetition?, _ call: Call) async throws {
        guard let repetition else { return }
        try await run(
            """
            update house.idempotency set outcome = \(outcome)
             where org_id = \(call.organization) and principal = \(call.actor.id) and key = \(repetition.key)
            """)
    }
}

extension Entry {
    /// An answer as it may be kept: what it opens is shown once.
    func kept(_ output: [UInt8]) throws -> String {
        String(decoding: self.output.withoutSecrets(try JSON(parsing: output)).bytes, as: UTF8.self)
    }
}
