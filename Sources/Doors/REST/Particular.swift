// SPDX-License-Identifier: Apache-2.0
import GateKit
import JSON
import Reception
import Shapes

/// What a call says in its head or its address, as OpenAPI describes it.
enum Particular: String, CaseIterable {
    case organization, idempotencyKey = "idempotency_key", wait, trace

    /// Those that make a difference to a tool.
    static func all(of entry: Entry) -> [Particular] {
        allCases.filter { particular in
            switch particular {
            case .organization: entry.place == .organization
            case .idempotencyKey, .wait: !entry.isAnswer
            case .trace: true
            }
        }
    }

    var reference: JSON { ["$ref": .string("#/components/parameters/\(rawValue)")] }

    static var components: [String: JSON] {
        Dictionary(allCases.map { ($0.rawValue, $0.description) }) { first, _ in first }
    }

    private var description: JSON {
        switch self {
        case .organization:
            header(
                "Breeze-Organization",
                "The organization that the call is about; left out, that of the things in its arguments.",
                ["type": "string", "format": "uuid"])
        case .idempotencyKey:
            header(
                "Idempotency-Key", "Repeats of a call under one key, within 24 hours, have one effect.",
                ["type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"])
        case .wait:
            header(
                "Prefer",
                "How many seconds to wait for devices: `wait=20`, at most 60; other preferences are passed over (RFC 7240).",
                ["type": "string", "examples": ["wait=20"]])
        case .trace:
            header(
                "traceparent",
                "The caller's trace (W3C); its id becomes the request's. What is no trace is passed over.",
                ["type": "string", "examples": ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]])
        }
    }

    private func header(_ name: JSON, _ meaning: JSON, _ schema: JSON) -> JSON {
        ["name": name, "in": "header", "required": false, "description": meaning, "schema": schema]
    }

    /// A field in the address; a list's items repeat, and what has parts is JSON.
    static func query(_ member: Member, _ schema: JSON) -> JSON {
        var parameter: [String: JSON] = [
            "name": .string(member.name), "in": "query", "required": .bool(member.isRequired),
            "description": .string(member.meaning),
        ]
        let schema = schema.withoutNull.withPatterns
        if member.shape.isFlat {
            parameter["schema"] = schema
            parameter["style"] = "form"
            parameter["explode"] = true
        } else {
            parameter["content"] = ["application/json": ["schema": schema]]
        }
        return .object(parameter)
    }
}

extension Shape {
    /// Whether its value is one word, or a list of such.
    fileprivate var isFlat: Bool {
        switch self {
        case .object, .untrusted: false
        case .optional(let shape): shape.isFlat
        case .list(let element, _): element.isWord
        case .boolean, .integer, .number, .text, .choice, .id, .instant, .secret: true
        }
    }

    private var isWord: Bool { if case .list = self { false } else { isFlat } }
}

extension JSON {
    /// A schema without the case that nothing is there, which an address says by leaving the field out.
    fileprivate var withoutNull: JSON {
        guard case .object(let schema) = self, case .array(let cases)? = schema["anyOf"] else { return self }
        guard case .object(let inner)? = cases.first else { return self }
        var rest = schema
        rest["anyOf"] = nil
        if rest["default"] == .null { rest["default"] = nil }
        return .object(inner.merging(rest) { first, _ in first })
    }

    /// What every text that people write must be, beside its length: without control characters, nor such as turn the
    /// direction of writing; and a time is in UTC.
    var withPatterns: JSON {
        switch self {
        case .object(var schema):
            if schema["type"] == "string", schema["enum"] == nil, schema["x-sensitivity"] == nil {
                switch schema["format"] {
                case nil: schema["pattern"] = .string(Self.harmless)
                case "date-time": schema["pattern"] = "Z$"
                default: break  // an id's form says all
                }
            }
            return .object(schema.mapValues(\.withPatterns))
        case .array(let values): return .array(values.map(\.withPatterns))
        case .null, .bool, .integer, .number, .string: return self
        }
    }

    private static let harmless =
        #"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*$"#
}
