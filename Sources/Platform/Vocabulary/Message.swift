// SPDX-License-Identifier: Apache-2.0
public import Shapes

/// What an agent tells us, unasked: one kind of sample.
public protocol Message: Codable, Sendable {
    /// `reliability.sample`: the feature, a dot, a noun.
    static var kind: String { get }
}

/// Something that one device said, and all that is known about the saying.
public struct From<Content: Sendable>: Sendable {
    public let device: DeviceID
    public let organization: OrganizationID
    public let partner: PartnerID
    /// By the device's clock, which may be wrong by years.
    public let observedAt: Instant
    /// By the server's clock.
    public let receivedAt: Instant
    /// When it was so, as far as can be known: the device's time, corrected by its clock's error.
    public let at: Instant
    /// The boot that the device was in; an id that the kernel drew.
    public let boot: String
    /// Rises by one with each sample of a device, across boots and restarts of the agent.
    public let sequence: Int
    public let content: Content

    public init(
        _ device: DeviceID, of organization: OrganizationID, _ partner: PartnerID, observedAt: Instant,
        receivedAt: Instant, at: Instant, boot: String, sequence: Int, _ content: Content
    ) {
        (self.device, self.organization, self.partner) = (device, organization, partner)
        (self.observedAt, self.receivedAt, self.at) = (observedAt, receivedAt, at)
        (self.boot, self.sequence, self.content) = (boot, sequence, content)
    }

    /// The same saying, understood in another way.
    public func map<Other: Sendable>(_ transform: (Content) throws -> Other) rethrows -> From<Other> {
        From<Other>(
            device, of: organization, partner, observedAt: observedAt, receivedAt: receivedAt, at: at, boot: boot,
            sequence: sequence, try transform(content))
    }
}
