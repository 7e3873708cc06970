// SPDX-License-Identifier: Apache-2.0

public import Shapes

/// One boot, as the journal remembers it.
public struct Boot: Codable, Sendable, Equatable {
    /// What the kernel drew, in 32 digits.
    public var id: String
    public var first: Instant
    public var last: Instant
    public var ending: Ending

    public enum Ending: String, Choice {
        /// It is the one that the machine is in.
        case running
        /// The system was shut down or restarted in order.
        case clean
        /// The journal breaks off: power cut, crash or reset.
        case unclean
        /// The journal does not say.
        case unknown
    }

    public init(id: String, first: Instant, last: Instant, ending: Ending) {
        (self.id, self.first, self.last, self.ending) = (id, first, last, ending)
    }
}
