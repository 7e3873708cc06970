// SPDX-License-Identifier: Apache-2.0
import JSON
public import Postgres
public import Vocabulary

/// What agents may send us, and where a batch of it goes.
public struct Intake: Sendable {
    public let kind: String
    /// Stores what can be read, and says of how many messages and fields that could not be, by device.
    public let take: @Sendable ([From<[UInt8]>], borrowing Session) async throws -> [DeviceID: Int]

    /// `keep` stores a whole batch, of many devices and organizations, in one statement or a few.
    public init<Sent: Message>(
        _: Sent.Type, _ keep: @escaping @Sendable ([From<Sent>], borrowing Session) async throws -> Void
    ) {
        kind = Sent.kind
        take = { batch, session in
            var (messages, unreadable): ([From<Sent>], [DeviceID: Int]) = ([], [:])
            for raw in batch {
                // A field that cannot be read costs itself, not the sample.
                guard let (message, lost) = try? JSON.salvage(Sent.self, from: raw.content) else {
                    unreadable[raw.device, default: 0] += 1
                    continue
                }
                if lost > 0 { unreadable[raw.device, default: 0] += lost }
                messages.append(raw.map { _ in message })
            }
            if !messages.isEmpty { try await keep(messages, session) }
            return unreadable
        }
    }
}
