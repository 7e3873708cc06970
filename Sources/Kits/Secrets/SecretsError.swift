// SPDX-License-Identifier: Apache-2.0

/// Why a secret could not be used; never holds any of it.
public enum SecretsError: Error, Equatable, CustomStringConvertible {
    /// What was read is not what it should be.
    case malformed(String, why: String)
    /// Sealed with a key that this ring does not hold.
    case unknownKey(UInt32)
    /// Sealed for something else, with another key of this id, or changed since.
    case brokenSeal
    /// The library refused to make something.
    case refused(String, why: String)

    public var description: String {
        switch self {
        case .malformed(let what, let why): "\(what): \(why)"
        case .unknownKey(let id): "sealed with key \(id), which is not on this ring"
        case .brokenSeal:
            "the seal is broken: the bytes were changed, or were sealed for another place or with another key"
        case .refused(let what, let why): "\(what) could not be made: \(why)"
        }
    }
}
