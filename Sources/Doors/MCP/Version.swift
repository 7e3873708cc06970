// SPDX-License-Identifier: Apache-2.0

/// The revisions of the protocol that this door speaks.
enum Version {
    /// Without sessions: every message says all about itself.
    static let modern = "2026-07-28"
    /// With a handshake and a session; the newest comes first.
    static let legacy = ["2025-11-25", "2025-06-18", "2025-03-26"]
}

/// Which of the protocol's two ways a message goes.
enum Era: Sendable, Equatable {
    case modern, legacy

    /// A version that no handshake ever agreed on is the modern way's to refuse, for that names what is spoken.
    init(header: String?) {
        self = header.map { Version.legacy.contains($0) } ?? true ? .legacy : .modern
    }
}
