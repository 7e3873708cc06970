// SPDX-License-Identifier: Apache-2.0
import JSON
import Reception

/// What comes back, as OpenAPI describes it.
enum Answering {
    /// The responses of one operation: what it is for, and the problems that may be met.
    ///
    /// - `tagged`: It has an `ETag`, and need not be sent twice.
    /// - `mayWait`: It may be accepted first and done later.
    static func responses(
        to statuses: [Int], done: JSON, example: JSON? = nil, tagged: Bool = false, mayWait: Bool = false
    ) -> [String: JSON] {
        var content: [String: JSON] = ["schema": done]
        content["example"] = example
        var headers: [String: JSON] = ["Breeze-Request-Id": reference("request_id")]
        if tagged { headers["ETag"] = reference("tag") }
        var responses: [String: JSON] = [
            "200": [
                "description": "Done.", "headers": .object(headers), "content": ["application/json": .object(content)],
            ]
        ]
        if tagged { responses["304"] = ["description": "The caller has it already.", "headers": .object(headers)] }
        if mayWait {
            headers["Location"] = reference("location")
            responses["202"] = [
                "description": "Accepted: `Location` tells where to ask what became of it.",
                "headers": .object(headers),
                "content": [
                    "application/json": [
                        "schema": [
                            "oneOf": [
                                ["$ref": "#/components/schemas/Started"], ["$ref": "#/components/schemas/Pending"],
                            ]
                        ]
                    ]
                ],
            ]
        }
        // Any call may meet these.
        for status in statuses + [400, 401, 403, 421, 431, 500, 503] {
            responses["\(status)"] = ["$ref": .string("#/components/responses/problem_\(status)")]
        }
        return responses
    }

    private static func reference(_ name: String) -> JSON { ["$ref": .string("#/components/headers/\(name)")] }

    static var problems: [String: JSON] {
        let kinds = Dictionary(grouping: ProblemKind.all, by: \.status)
        return Dictionary(
            kinds.map { status, kinds -> (String, JSON) in
                let meaning = kinds.map { "`\($0.code)`: \($0.meaning)" }.joined(separator: " ")
                // The engine is brief: it answers before anybody has looked at the request.
                let isBrief = [400, 408, 426, 431, 500].contains(status)
                let schema: JSON = isBrief ? brief : ["$ref": "#/components/schemas/Problem"]
                return (
                    "problem_\(status)",
                    [
                        "description": .string(meaning), "content": ["application/problem+json": ["schema": schema]],
                    ]
                )
            }
        ) { first, _ in first }
    }

    private static var brief: JSON {
        [
            "type": "object", "required": ["code", "title"],
            "properties": ["code": ["type": "string"], "title": ["type": "string"]],
        ]
    }

    static var headers: [String: JSON] {
        [
            "request_id": [
                "description": "The request's id, as the audit and every problem have it.",
                "schema": ["type": "string", "pattern": "^[0-9a-f]{32}$"],
            ],
            "location": [
                "description": "Where to ask what became of it.", "required": true,
                "schema": ["type": "string", "format": "uri-reference"],
            ],
            "tag": [
                "description": "Send it back as `If-None-Match`.", "required": true,
                "schema": ["type": "string", "pattern": "^\"[0-9a-f]{32}\"$"],
            ],
        ]
    }

    static var started: JSON {
        outcome("started", "execution_id", "Devices are at it; ask again with the id.")
    }
    static var pending: JSON {
        outcome("pending_approval", "approval_id", "A person must agree first.")
    }

    private static func outcome(_ status: JSON, _ id: String, _ meaning: JSON) -> JSON {
        [
            "type": "object", "description": meaning, "required": ["status", .string(id)],
            "additionalProperties": false,
            "properties": .object(["status": ["const": status], id: ["type": "string", "format": "uuid"]]),
        ]
    }
}
