// SPDX-License-Identifier: Apache-2.0
import JSON

/// A tool as the server lists it: an older program can call a newer server's.
public struct ListedTool: Sendable, Equatable {
    public let name: String
    let title: String
    let summary: String
    let risk: String
    let isAnswer: Bool
    let fields: [ListedField]
    let output: JSON

    init?(_ listing: JSON) {
        guard let name = listing["name"]?.text, name.isPlainName, let input = listing["input"],
            let output = listing["output"]
        else { return nil }
        (self.name, self.output) = (name, output)
        (title, summary) = (listing["title"]?.text ?? name, listing["summary"]?.text ?? "")
        (risk, isAnswer) = (listing["risk"]?.text ?? "", listing["is_answer"] == true)
        let required = Set(input["required"]?.elements.compactMap(\.text) ?? [])
        fields = (listing["fields"]?.elements ?? []).compactMap { field in
            field.text.flatMap { name in
                ListedField(name, isRequired: required.contains(name), input["properties"]?[name])
            }
        }
    }

    func field(_ flag: String) -> ListedField? { fields.first { $0.flag == flag } }
}

/// One thing that a tool is asked.
struct ListedField: Sendable, Equatable {
    let name: String
    let meaning: String
    let isRequired: Bool
    let fallback: JSON?
    /// What one value is: of a list, one of its elements.
    let element: JSON
    let count: ClosedRange<Int>?

    init?(_ name: String, isRequired: Bool, _ schema: JSON?) {
        guard let schema, name.isPlainName else { return nil }
        (self.name, self.isRequired) = (name, isRequired)
        meaning = schema["description"]?.text ?? ""
        fallback = schema["default"].flatMap { $0 == .null ? nil : $0 }
        let whole = schema.present
        guard whole["type"] == "array", let items = whole["items"] else {
            (element, count) = (whole, nil)
            return
        }
        element = items.present
        let (least, most) = (whole["minItems"]?.whole ?? 0, whole["maxItems"]?.whole ?? .max)
        count = min(least, most)...max(least, most)
    }

    var flag: String { name.replacing("_", with: "-") }
    /// The kind of thing whose id it is.
    var noun: String? { element["x-id"]?.text }
    var choices: [String] { element["enum"]?.elements.compactMap(\.text) ?? [] }
    var isTruth: Bool { element["type"] == "boolean" }

    /// What a value is, in a few words.
    var kind: String {
        if let noun { return noun.replacing("_", with: "-") }
        if !choices.isEmpty { return choices.joined(separator: "|") }
        switch (element["type"]?.text, element["format"]?.text) {
        case ("boolean", _): return "true|false"
        case ("integer", _): return "number"
        case ("number", _): return "number"
        case ("string", "date-time"): return "time"
        case ("string", _): return "text"
        default: return "json"  // what has parts
        }
    }

    /// From where to where a value may lie, and what it is when nobody says.
    var bounds: String {
        var words: [String] = []
        if isRequired { words.append("required") }
        if let noun { words.append("the id or the name of a \(noun.replacing("_", with: " "))") }
        if let least = element["minimum"]?.digits, let most = element["maximum"]?.digits {
            words.append("\(least) to \(most)")
        }
        if element["format"] == "date-time" { words.append("such as 2026-11-21T16:25:00Z") }
        if let most = element["maxLength"]?.whole, choices.isEmpty { words.append("at most \(most) characters") }
        if let count { words.append("may be repeated, \(count.lowerBound) to \(count.upperBound) of them") }
        if let fallback { words.append("default \(fallback.word)") }
        return words.joined(separator: "; ")
    }
}

extension JSON {
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var whole: Int? { if case .integer(let number) = self { number } else { nil } }
    var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
    var members: [String: JSON] { if case .object(let members) = self { members } else { [:] } }

    /// A schema without the case that nothing is there.
    var present: JSON { self["anyOf"]?.elements.first ?? self }

    /// A number as people write it: without an end of zeros.
    var digits: String? {
        switch self {
        case .integer(let number): return String(number)
        case .number(let number):
            guard let whole = Int(exactly: number.rounded()) else { return String(number) }
            if Double(whole) == number { return String(whole) }
            let hundredths = Int((abs(number) * 100).rounded())
            let rest = String(100 + hundredths % 100).dropFirst()
            let short = rest.hasSuffix("0") ? rest.dropLast() : rest
            return (number < 0 ? "-" : "") + "\(hundredths / 100).\(short)"
        case .null, .bool, .string, .array, .object: return nil
        }
    }

    /// A value in a sentence.
    var word: String {
        switch self {
        case .array(let elements): elements.isEmpty ? "none" : elements.map(\.word).joined(separator: ", ")
        case .string(let text): text.harmless(lines: false)
        case .bool(let value): value ? "true" : "false"
        case .null: "none"
        case .integer, .number: digits ?? ""
        case .object: String(decoding: bytes, as: UTF8.self).harmless(lines: false)
        }
    }
}

extension String {
    /// Whether it can be a word of a command line as it is.
    var isPlainName: Bool {
        !isEmpty && utf8.count <= 64
            && utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || $0 &- UInt8(ascii: "a") < 26 || $0 &- UInt8(ascii: "0") < 10
            }
    }
}
