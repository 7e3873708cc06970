// SPDX-License-Identifier: Apache-2.0

public import Shapes

/// One thing that went wrong on a machine, as its journal tells it.
public struct Incident: Codable, Sendable, Equatable {
    /// The same each time the same entry is read.
    public var id: String
    public var at: Instant
    public var cause: Cause
    /// The unit, the process or the device; an endpoint wrote it.
    public var name: String
    /// What the kernel or the service manager said; an endpoint wrote it.
    public var detail: String
    public var exitStatus: Int?
    public var signal: Int?
    /// Of hardware errors only.
    public var gravity: Gravity?

    /// How bad a hardware error is, by its own account.
    public enum Gravity: String, Choice { case warning, error, critical }

    public init(
        id: String, at: Instant, cause: Cause, name: String, detail: String = "", exitStatus: Int? = nil,
        signal: Int? = nil, gravity: Gravity? = nil
    ) {
        (self.id, self.at, self.cause, self.name, self.detail) = (id, at, cause, name, detail)
        (self.exitStatus, self.signal, self.gravity) = (exitStatus, signal, gravity)
    }
}
