// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

/// One call that has been let through: who asks, where, when.
public struct Call: Sendable {
    public let actor: Principal
    /// The organization that the call is about; the partner's own for what stands above them all.
    public let organization: OrganizationID
    public let partner: PartnerID
    /// What an Answer may read: one organization, or all that the caller sees.
    public let reach: Reach
    public let now: Instant
    public let requestID: String
    let page: String?
    /// Every permission that some tool of this installation asks for.
    public let permissions: Set<Permission>
    let ids: IDs

    package init(
        actor: Principal, organization: OrganizationID, reach: Reach, now: Instant, requestID: String,
        page: String?, permissions: Set<Permission>, ids: IDs
    ) {
        (self.actor, self.organization, self.reach) = (actor, organization, reach)
        (partner, self.now, self.requestID) = (actor.partner, now, requestID)
        (self.page, self.permissions, self.ids) = (page, permissions, ids)
    }

    public func newID<Kind: Noun>(_: Kind.Type = Kind.self) -> ID<Kind> { ids.next(at: now) }
}

/// Where new ids come from; handed in, so that a test's are the same every time.
public struct IDs: Sendable {
    private let random: @Sendable () -> UInt64

    public init(_ random: @escaping @Sendable () -> UInt64) { self.random = random }

    public func next<Kind: Noun>(at now: Instant) -> ID<Kind> {
        var dice = Dice(random: random)
        return ID(at: now, using: &dice)
    }

    private struct Dice: RandomNumberGenerator {
        let random: @Sendable () -> UInt64
        mutating func next() -> UInt64 { random() }
    }
}
