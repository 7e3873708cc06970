// SPDX-License-Identifier: Apache-2.0
import JSON
public import Postgres
public import Vocabulary

/// What agents may send us, and where a batch of it goes.
public struct Intake: Sendable {
    public let kind: String
    package let read: @Sendable ([From<[UInt8]>]) -> Read

    /// A batch whose content has been read, before any transaction: decoding holds no lock and no connection.
    package struct Read: Sendable {
        /// Stores what is newer than each device's mark, and says of how many messages and fields, by device, there is
        /// nothing to store because they could not be read.
        package let keep: @Sendable (_ marks: [DeviceID: Int], borrowing Session) async throws -> [DeviceID: Int]
    }

    /// `keep` stores a whole batch, of many devices and organizations, in one statement or a few.
    public init<Sent: Message>(
        _: Sent.Type, _ keep: @escaping @Sendable ([From<Sent>], borrowing Session) async throws -> Void
    ) {
        kind = Sent.kind
        read = { batch in
            // A field that cannot be read costs itself, not the sample.
            let salvaged = batch.map { raw in raw.map { try? JSON.salvage(Sent.self, from: $0) } }
            return Read { marks, session in
                var (messages, unreadable): ([From<Sent>], [DeviceID: Int]) = ([], [:])
                for said in salvaged where said.isFresh(after: marks) {
                    if let (message, lost) = said.content {
                        messages.append(said.map { _ in message })
                        if lost > 0 { unreadable[said.device, default: 0] += lost }
                    } else {
                        unreadable[said.device, default: 0] += 1
                    }
                }
                if !messages.isEmpty { try await keep(messages, session) }
                return unreadable
            }
        }
    }
}

extension From {
    /// Whether it has not been stored before.
    package func isFresh(after marks: [DeviceID: Int]) -> Bool { sequence > marks[device] ?? -1 }
}
