// SPDX-License-Identifier: Apache-2.0
import Files
import JSON
public import Vocabulary

/// The agent's folder: who it is, whom it trusts, and what it has not yet sent.
///
/// Nothing in it is readable by anybody else.
public struct Home: Sendable {
    public let folder: String

    public init(_ folder: String) { self.folder = folder }

    public var key: String { folder + "/key.pem" }
    public var certificate: String { folder + "/certificate.pem" }
    public var authority: String { folder + "/authority.pem" }
    public var spool: String { folder + "/spool" }
    /// For what collectors remember.
    public var state: String { folder + "/state" }
    public var status: String { folder + "/status.json" }
    public var lock: String { folder + "/lock" }
    private var enrollment: String { folder + "/enrollment.json" }
    private var continuity: String { folder + "/continuity" }

    /// Whose machine this is, and where it reports.
    public struct Standing: Codable, Sendable {
        public var server: String
        public var device: DeviceID
        public init(server: String, device: DeviceID) { (self.server, self.device) = (server, device) }
    }

    public func prepare() throws {
        try makeFolder(folder)
        try makeFolder(state)
    }

    public var isEnrolled: Bool { exists(enrollment) }

    public func standing() throws -> Standing { try JSON.decode(Standing.self, from: contents(of: enrollment)) }

    /// Written last of all that enrolling writes: with it the machine counts as enrolled.
    public func keep(_ standing: Standing) throws { try replace(enrollment, with: JSON.encode(standing)) }

    public func token() throws -> String { String(decoding: try contents(of: continuity), as: UTF8.self) }

    /// On disk when it returns: the next connect must show it.
    public func keep(token: String) throws { try replace(continuity, with: Array(token.utf8)) }
}
