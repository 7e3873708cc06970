// SPDX-License-Identifier: Apache-2.0
import JSON
public import Postgres
public import Vocabulary

/// What agents may send us, and where a batch of it goes.
public struct Intake: Sendable {
    public let kind: String
    /// Stores what can be read, and names the devices whose messages could not be, one for each.
    public let take: @Sendable ([From<[UInt8]>], borrowing Session) async throws -> [DeviceID]

    /// `keep` stores a whole batch, of many devices and organizations, in one statement or a few.
    public init<Sent: Message>(
        _: Sent.Type, _ keep: @escaping @Sendable ([From<Sent>], borrowing Session) async throws -> Void
    ) {
        kind = Sent.kind
        take = { batch, session in
            var (messages, unreadable): ([From<Sent>], [DeviceID]) = ([], [])
            for raw in batch {
                do { messages.append(try raw.map { try JSON.decode(Sent.self, from: $0) }) } catch {
                    unreadable.append(raw.device)
                }
            }
            if !messages.isEmpty { try await keep(messages, session) }
            return unreadable
        }
    }
}
