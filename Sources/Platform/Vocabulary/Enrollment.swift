// SPDX-License-Identifier: Apache-2.0

/// What a machine sends to come into care; its private key never leaves it.
public struct Enrollment: Codable, Sendable, Equatable {
    /// An enrollment key, `bre_…`.
    public var key: String
    /// A certificate signing request in PEM, which proves possession of the machine's new key.
    public var request: String
    public var agentVersion: String
    public var hostname: String
    public var os: OperatingSystem

    public init(key: String, request: String, agentVersion: String, hostname: String, os: OperatingSystem) {
        (self.key, self.request, self.agentVersion) = (key, request, agentVersion)
        (self.hostname, self.os) = (hostname, os)
    }
}

/// What it gets back.
public struct Enrolled: Codable, Sendable, Equatable {
    public var device: DeviceID
    /// Its certificate, and the one it was issued by, in PEM.
    public var certificate: String
    public var authority: String
    /// The first continuity token.
    public var token: String

    public init(device: DeviceID, certificate: String, authority: String, token: String) {
        (self.device, self.certificate, self.authority, self.token) = (device, certificate, authority, token)
    }
}
