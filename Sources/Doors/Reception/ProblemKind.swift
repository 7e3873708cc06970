// SPDX-License-Identifier: Apache-2.0
public import Vocabulary

/// One kind of problem that a program may meet: stable, and explained in docs/reference/errors.md.
public struct ProblemKind: Sendable, Equatable {
    /// Stable, for programs.
    public let code: String
    /// HTTP's number.
    public let status: Int
    public let title: String
    /// When it comes, in a sentence.
    public let meaning: String
    /// What to do about it, in a sentence.
    public let remedy: String

    private init(_ status: Int, _ code: String, _ title: String, _ meaning: String, _ remedy: String) {
        (self.status, self.code, self.title) = (status, code, title)
        (self.meaning, self.remedy) = (meaning, remedy)
    }

    /// The words of a refusal are the vocabulary's.
    private init(_ status: Int, _ refusal: Refusal, _ meaning: String, _ remedy: String) {
        self.init(status, refusal.code, refusal.title, meaning, remedy)
    }

    /// Each of them is documented, and nothing else is ever answered.
    public static let all = [
        unauthenticated, forbidden, blocked, notFound, methodNotAllowed, notAcceptable, conflict, gone, bodyTooLarge,
        unsupportedMediaType, misdirected, invalid, tooMany, unavailable, malformedRequest, requestTimeout,
        headersTooLarge, upgradeRequired, fault,
    ].sorted { ($0.status, $0.code) < ($1.status, $1.code) }
}

// What the gate says.
extension ProblemKind {
    static let unauthenticated = ProblemKind(
        401, .unauthenticated, "The credential is missing, unknown, expired or revoked.",
        "Send `Authorization: Bearer` with a key that is good.")
    static let forbidden = ProblemKind(
        403, .forbidden(permission: ""), "The credential is good, but lacks the tool's permission.",
        "Ask an administrator for a key that has it; the message names it.")
    public static let blocked = ProblemKind(
        403, "blocked", "Blocked", "The call is right, but too dangerous to run for this caller at this door.",
        "Follow `link`, where a person may do it; asking again changes nothing.")
    static let notFound = ProblemKind(
        404, .notFound(""),
        "There is no such thing, or not for this credential: what belongs to others is told in the same words.",
        "Check the id or the address; a list tells what there is.")
    static let conflict = ProblemKind(
        409, .conflict(why: ""),
        "Something changed since the caller read it, exists already, or an idempotency key meant another call.",
        "Read it again and repeat; where `revision` is given, it is the one to repeat with.")
    static let invalid = ProblemKind(
        422, .invalid(path: "", why: ""),
        "An argument or header is unknown, missing, of a wrong type or out of its bounds; `path` says which.",
        "Nothing was done: correct it and call again.")
    static let tooMany = ProblemKind(
        429, .tooMany(retryAfter: 0), "More was asked for than may be at once.",
        "Nothing was done: try again after the seconds of `Retry-After`.")
    static let unavailable = ProblemKind(
        503, .unavailable(why: ""), "The server or its database cannot answer at the moment.",
        "Try again in a moment, with the same idempotency key if the message says that it may have been done.")

    public static func of(_ refusal: Refusal) -> ProblemKind {
        switch refusal {
        case .unauthenticated: unauthenticated
        case .forbidden: forbidden
        case .notFound: notFound
        case .invalid: invalid
        case .conflict: conflict
        case .tooMany: tooMany
        case .unavailable: unavailable
        }
    }
}

// What a door says before the gate is asked.
extension ProblemKind {
    public static let methodNotAllowed = ProblemKind(
        405, "method_not_allowed", "Not called so", "The address is there, but not for this method.",
        "Use one of those in `Allow`.")
    public static let notAcceptable = ProblemKind(
        406, "not_acceptable", "Not in that form", "`Accept` admits nothing that this address answers with.",
        "Accept `application/json`, or send no `Accept`.")
    public static let gone = ProblemKind(
        410, "gone", "No longer kept", "The cursor is older than what is kept, or of another database.",
        "Read the present state with the tools, then follow without a cursor.")
    public static let bodyTooLarge = ProblemKind(
        413, "body_too_large", "Too long", "The body is longer than this address takes.",
        "Send less: a call's arguments have at most 256 KiB.")
    public static let unsupportedMediaType = ProblemKind(
        415, "unsupported_media_type", "Not in that form", "The body is of a type that this address does not read.",
        "Send `application/json`, or the fields of a form.")
    public static let misdirected = ProblemKind(
        421, "misdirected", "Another server's name", "The request names a host that this server does not go by.",
        "Call it by one of the names in the message, or name others in its settings.")
}

// What the engine says before a door is reached; it is brief then, and has no request id.
extension ProblemKind {
    static let malformedRequest = ProblemKind(
        400, "malformed_request", "Not HTTP", "The request is not valid HTTP/1.1.", "Use a client that speaks it.")
    static let requestTimeout = ProblemKind(
        408, "request_timeout", "Too slow", "The request did not arrive in time.", "Send it again, faster.")
    static let headersTooLarge = ProblemKind(
        431, "headers_too_large", "Headers too long", "The headers are more or longer than this server accepts.",
        "Send fewer: 16 KiB and 128 lines are taken.")
    static let upgradeRequired = ProblemKind(
        426, "upgrade_required", "WebSocket only", "The address speaks WebSocket.", "Ask for an upgrade.")
    static let fault = ProblemKind(
        500, "internal", "Our fault", "The server met a fault of its own; its journal tells more.",
        "Tell whoever runs the server, with the request's id and time.")
}
