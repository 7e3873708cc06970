// SPDX-License-Identifier: Apache-2.0
public import JSON
public import Vocabulary
public import Web

/// A problem of RFC 9457: a stable code, what is wrong, where, what to do, and the request's id.
public struct Problem: Sendable {
    public let kind: ProblemKind
    public let detail: String
    private let remedy: String
    private var path: String?
    private var retryAfter: Int?
    private var revision: Int?
    public var link: String?

    public var status: Int { kind.status }
    public var code: String { kind.code }

    /// What stands in the way of a call before, or instead of, a refusal.
    public init(_ kind: ProblemKind, _ detail: String) {
        (self.kind, self.detail, remedy) = (kind, detail, kind.remedy)
    }

    public init(_ refusal: Refusal) {
        (kind, detail, remedy) = (.of(refusal), refusal.sentence, refusal.remedy)
        switch refusal {
        case .invalid(let path, _): self.path = path
        case .tooMany(let seconds): retryAfter = seconds
        case .conflict(_, let revision): self.revision = revision
        case .unauthenticated, .forbidden, .notFound, .unavailable: break
        }
    }

    public func response(to requestID: String) -> Web.Response {
        var members: [String: JSON] = [
            "type": .string("urn:breeze:problem:\(kind.code)"), "title": .string(kind.title),
            "status": .integer(kind.status), "code": .string(kind.code), "detail": .string(detail),
            "remedy": .string(remedy), "request_id": .string(requestID),
        ]
        members["path"] = path.map { .string($0) }
        members["link"] = link.map { .string($0) }
        members["retry_after"] = retryAfter.map { .integer($0) }
        members["revision"] = revision.map { .integer($0) }
        var response = Web.Response(kind.status, type: "application/problem+json", bytes: JSON.object(members).bytes)
        if kind == .unauthenticated { response.add("WWW-Authenticate", "Bearer") }
        if let retryAfter { response.add("Retry-After", String(retryAfter)) }
        return response
    }
}

extension Refusal {
    /// HTTP's number for it.
    public var status: Int { ProblemKind.of(self).status }
}

extension Problem {
    /// As JSON Schema, for whoever reads the interface's description.
    public static var schema: JSON {
        func text(_ meaning: JSON) -> JSON { ["type": "string", "description": meaning] }
        let codes = ProblemKind.all.map { JSON.string($0.code) }
        return [
            "type": "object", "description": "What went wrong, as RFC 9457 has it.",
            "required": ["type", "title", "status", "code", "detail", "remedy", "request_id"],
            "additionalProperties": false,
            "properties": [
                "type": ["type": "string", "format": "uri", "description": "The code once more, as a URI."],
                "title": text("The same for every problem of a kind."),
                "status": ["type": "integer", "description": "HTTP's number, once more."],
                "code": ["type": "string", "enum": .array(codes), "description": "Stable, for programs."],
                "detail": text("What went wrong here, and what to do."),
                "remedy": text("What to do."),
                "request_id": text("The request's id: journal and audit know it by this."),
                "path": text("The argument's place (`$.days`), or the header, that is wrong."),
                "link": text("Where a person may do what was blocked."),
                "retry_after": ["type": "integer", "description": "Seconds to wait before the next try."],
                "revision": ["type": "integer", "description": "The revision that the thing is at now."],
            ],
        ]
    }
}
