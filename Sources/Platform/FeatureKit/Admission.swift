// SPDX-License-Identifier: Apache-2.0
import GateKit
public import Postgres
public import Secrets
public import Shapes
public import Vocabulary

/// How machines come into care, are recognised again, and are told from their copies.
public struct Admission: Sendable {
    /// Uses an enrollment key and makes a device; throws a ``Refusal`` when the key is unknown, expired or spent.
    public let enroll: @Sendable (Enrollment, borrowing Session, Moment) async throws -> (Admitted, token: String)
    /// Writes down the certificate that was issued to a device.
    public let certify: @Sendable (Admitted, Certificate, borrowing Session, Moment) async throws -> Void
    /// Whose certificate this is; nil for one that is unknown, revoked or outlived by its device.
    public let recognise: @Sendable (_ fingerprint: Digest, Reading) async throws -> Admitted?
    /// A device has opened a link: its continuity token is judged and replaced, its facts are taken down.
    public let greet: @Sendable (Admitted, Hello, borrowing Session, Moment) async throws -> Greeting
    /// Links that are alive, all at once: connectivity goes by the server's clock.
    ///
    /// Says which of them must go, because their device is no longer believed or no longer in care.
    public let beat: @Sendable ([Admitted], borrowing Session, _ now: Instant) async throws -> [DeviceID]

    public init(
        enroll: @escaping @Sendable (Enrollment, borrowing Session, Moment) async throws -> (Admitted, token: String),
        certify: @escaping @Sendable (Admitted, Certificate, borrowing Session, Moment) async throws -> Void,
        recognise: @escaping @Sendable (_ fingerprint: Digest, Reading) async throws -> Admitted?,
        greet: @escaping @Sendable (Admitted, Hello, borrowing Session, Moment) async throws -> Greeting,
        beat: @escaping @Sendable ([Admitted], borrowing Session, _ now: Instant) async throws -> [DeviceID]
    ) {
        (self.enroll, self.certify, self.recognise) = (enroll, certify, recognise)
        (self.greet, self.beat) = (greet, beat)
    }
}

/// A device that has shown who it is.
public struct Admitted: Sendable, Hashable {
    public let device: DeviceID
    public let organization: OrganizationID
    public let partner: PartnerID
    /// Whether its samples are taken and it is sent commands; one in quarantine keeps its link and is told so.
    public let isActive: Bool

    public init(_ device: DeviceID, of organization: OrganizationID, _ partner: PartnerID, isActive: Bool) {
        (self.device, self.organization, self.partner) = (device, organization, partner)
        self.isActive = isActive
    }
}

/// What becomes of a link that was opened.
public enum Greeting: Sendable {
    /// Go on; at the next connect show this token.
    case welcome(token: String)
    /// More than one machine shows this device's identity: nothing is taken from either until a person decides.
    case quarantined
}
