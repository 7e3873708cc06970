// SPDX-License-Identifier: Apache-2.0
import JSON
public import Vocabulary
public import Web

/// A problem of RFC 9457: a stable code, what is wrong, where, what to do, and the request's id.
public struct Problem: Sendable {
    public let status: Int
    public let code: String
    private let title: String
    public let detail: String
    public var path: String?
    public var link: String?
    public var retryAfter: Int?

    public init(_ status: Int, _ code: String, _ title: String, _ detail: String) {
        (self.status, self.code, self.title, self.detail) = (status, code, title, detail)
    }

    public init(_ refusal: Refusal) {
        self.init(refusal.status, refusal.code, refusal.title, refusal.sentence)
        switch refusal {
        case .invalid(let path, _): self.path = path
        case .tooMany(let seconds): retryAfter = seconds
        case .unauthenticated, .forbidden, .notFound, .conflict, .unavailable: break
        }
    }

    public func response(to requestID: String) -> Web.Response {
        var members: [String: JSON] = [
            "type": .string("urn:breeze:problem:\(code)"), "title": .string(title), "status": .integer(status),
            "code": .string(code), "detail": .string(detail), "request_id": .string(requestID),
        ]
        members["path"] = path.map { .string($0) }
        members["link"] = link.map { .string($0) }
        var response = Web.Response(status, type: "application/problem+json", bytes: JSON.object(members).bytes)
        if status == 401 { response.add("WWW-Authenticate", "Bearer") }
        if let retryAfter { response.add("Retry-After", String(retryAfter)) }
        return response
    }
}

extension Refusal {
    /// HTTP's number for it.
    public var status: Int {
        switch self {
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .invalid: 422
        case .conflict: 409
        case .tooMany: 429
        case .unavailable: 503
        }
    }
}
