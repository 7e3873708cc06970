// SPDX-License-Identifier: Apache-2.0
/// The call itself is wrong.
///
/// Closed, so that every door answers all of them.
public enum Refusal: Error, Sendable, Equatable {
    case unauthenticated
    case forbidden(permission: String)
    /// It does not exist, or not for this caller: the words are the same.
    case notFound(String)
    case invalid(path: String, why: String)
    /// `revision`: the one that the thing is at now, where the call named an older one.
    case conflict(why: String, revision: Int? = nil)
    case tooMany(retryAfter: Int)
    /// `perhapsDone`: the server was cut off while it committed, so nobody knows yet.
    case unavailable(why: String, perhapsDone: Bool = false)

    /// Stable, for programs.
    public var code: String {
        switch self {
        case .unauthenticated: "unauthenticated"
        case .forbidden: "forbidden"
        case .notFound: "not_found"
        case .invalid: "invalid"
        case .conflict: "conflict"
        case .tooMany: "too_many"
        case .unavailable: "unavailable"
        }
    }

    /// The same for every refusal of a kind, as a heading.
    public var title: String {
        switch self {
        case .unauthenticated: "Not signed in"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .invalid: "Not well asked"
        case .conflict: "Changed meanwhile"
        case .tooMany: "Too many calls"
        case .unavailable: "Not available right now"
        }
    }

    /// What went wrong and what to do, for people and models.
    public var sentence: String { "\(fact) \(remedy)" }

    /// What went wrong.
    private var fact: String {
        switch self {
        case .unauthenticated: "The credential is missing, unknown, expired or revoked."
        case .forbidden(let permission): "This credential lacks the permission \(permission)."
        case .notFound(let what): "There is no \(what) that this credential can see."
        case .invalid(let path, let why): "\(path) \(why)."
        case .conflict(let why, let revision):
            revision.map { "\(why); it is at revision \($0) now." } ?? "\(why)."
        case .tooMany: "Too many calls."
        case .unavailable(let why, _): "\(why)."
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .unauthenticated: "Send a valid one."
        case .forbidden: "Ask for one that has it."
        case .notFound: "Look for the right one in a list."
        case .invalid: "Nothing was done; correct it and call again."
        case .conflict: "Nothing was done; read it again and repeat."
        case .tooMany(let seconds): "Nothing was done; try again in \(seconds) s."
        case .unavailable(_, perhapsDone: false): "Nothing was done; try again in a moment."
        case .unavailable(_, perhapsDone: true):
            "Perhaps it was done: look, or repeat it with the same idempotency key."
        }
    }
}

extension Refusal: CustomStringConvertible {
    public var description: String { sentence }
}
