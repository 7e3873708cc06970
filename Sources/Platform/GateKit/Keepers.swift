// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// What the gate leans on besides the database.
public struct Keepers: Sendable {
    public var authenticate: @Sendable (Credential) async throws -> Principal?
    /// Wakes the devices' links, and waits until all have answered or `seconds` have passed.
    public var deliver: @Sendable (ExecutionID, [DeviceID], _ seconds: Int) async -> Void
    /// Buffered audit: of reads, and of every no.
    public var note: @Sendable (Record) -> Void
    /// An error that is no refusal: ours to mend, so its details go into the journal and nowhere else.
    public var fault: @Sendable (any Error, _ tool: String, _ requestID: String) -> Void
    /// How each call ended, for whoever counts.
    public var ended: @Sendable (CallEnd, _ took: Duration) -> Void
    public var now: @Sendable () -> Instant
    public var ids: IDs

    public init(
        authenticate: @escaping @Sendable (Credential) async throws -> Principal?,
        deliver: @escaping @Sendable (ExecutionID, [DeviceID], _ seconds: Int) async -> Void,
        note: @escaping @Sendable (Record) -> Void,
        fault: @escaping @Sendable (any Error, _ tool: String, _ requestID: String) -> Void,
        ended: @escaping @Sendable (CallEnd, _ took: Duration) -> Void = { _, _ in },
        now: @escaping @Sendable () -> Instant,
        ids: IDs
    ) {
        (self.authenticate, self.deliver, self.note) = (authenticate, deliver, note)
        (self.fault, self.ended, self.now, self.ids) = (fault, ended, now, ids)
    }
}
