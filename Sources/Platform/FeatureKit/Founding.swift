// SPDX-License-Identifier: Apache-2.0
package import GateKit
public import Postgres
public import Shapes

/// Rows that must be there before the first call; looked after at every start.
///
/// Like a job it is a reconciler: it runs in one transaction with the rights of the system, and twice is as good as once.
public struct Founding: Sendable {
    public typealias Run = @Sendable (borrowing Session, Ground) async throws -> Void
    public let name: String
    public let run: Run
    public init(_ name: String, _ run: @escaping Run) { (self.name, self.run) = (name, run) }
}

/// What is known before there are any rows.
public struct Ground: Sendable {
    /// What the provider calls itself.
    public let partnerName: String
    public let now: Instant
    let ids: IDs

    package init(partnerName: String, at now: Instant, ids: IDs) {
        (self.partnerName, self.now, self.ids) = (partnerName, now, ids)
    }

    public func newID<Kind: Noun>(_: Kind.Type = Kind.self) -> ID<Kind> { ids.next(at: now) }
}
