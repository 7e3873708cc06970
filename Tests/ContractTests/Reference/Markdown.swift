// SPDX-License-Identifier: Apache-2.0
import JSON
import Shapes

/// What stands under the title of every page.
let notice = "<!-- Written by `make docs` from the program itself. Do not edit: a test compares. -->"

/// A table; what would end a cell is escaped.
func table(_ head: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
        "| " + cells.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }.joined(separator: " | ") + " |"
    }
    return ([line(head), "|" + String(repeating: "---|", count: head.count)] + rows.map(line)).joined(separator: "\n")
}

func code(_ text: some CustomStringConvertible) -> String { "`\(text)`" }

func fenced(_ text: String, _ language: String) -> String { "```\(language)\n\(text)\n```" }

/// JSON with a line for each member, short lists in one; in the order of a shape, if one is given.
func written(_ value: JSON, _ shape: Shape? = nil, depth: Int = 0) -> String {
    let margin = String(repeating: "  ", count: depth)
    switch value {
    case .object(let members) where !members.isEmpty:
        let order = shape?.present.members.map(\.name) ?? []
        let names = order.filter { members[$0] != nil } + members.keys.filter { !order.contains($0) }.sorted()
        let lines = names.map { name in
            let inner = shape?.present.members.first { $0.name == name }?.shape
            return "\(margin)  \"\(name)\": " + written(members[name] ?? .null, inner, depth: depth + 1)
        }
        return "{\n" + lines.joined(separator: ",\n") + "\n\(margin)}"
    case .array(let elements) where !elements.isEmpty:
        var inner: Shape?
        if case .list(let element, _)? = shape?.present { inner = element }
        let flat = String(decoding: value.bytes, as: UTF8.self)
        if flat.count <= 80, !flat.contains("{") { return flat }
        let lines = elements.map { "\(margin)  " + written($0, inner, depth: depth + 1) }
        return "[\n" + lines.joined(separator: ",\n") + "\n\(margin)]"
    case .object, .array, .null, .bool, .integer, .number, .string: return String(decoding: value.bytes, as: UTF8.self)
    }
}

extension Shape {
    /// Without the case that nothing is there.
    var present: Shape { if case .optional(let shape) = self { shape.present } else { self } }

    /// What a value is, in a few words.
    var kind: String {
        switch self {
        case .boolean: "true or false"
        case .integer: "whole number"
        case .number: "number"
        case .text: "text"
        case .choice(let words): words.map(code).joined(separator: ", ")
        case .id(let noun): "id of \(["a", "e", "i", "o", "u"].contains(noun.first) ? "an" : "a") \(noun)"
        case .instant: "time"
        case .untrusted: "untrusted text"
        case .secret: "secret"
        case .list(let element, _): "list of " + element.kind
        case .optional(let shape): shape.kind + ", or null"
        case .object: "object"
        }
    }

    var bounds: String {
        switch self {
        case .integer(let range?): "\(range.lowerBound) to \(range.upperBound)"
        case .number(let range?): "\(range.lowerBound) to \(range.upperBound)"
        case .text(let max): "at most \(max) characters"
        case .list(let element, let count):
            ["\(count.lowerBound) to \(count.upperBound) of them", element.bounds].filter { !$0.isEmpty }
                .joined(separator: "; ")
        case .optional(let shape): shape.bounds
        case .boolean, .integer, .number, .choice, .id, .instant, .untrusted, .secret, .object: ""
        }
    }

    /// Every member with its path, those of members too.
    func paths(below path: String = "") -> [(path: String, member: Member)] {
        switch self {
        case .object(let members):
            members.flatMap { member in
                let here = path + member.name
                return [(here, member)] + member.shape.paths(below: here + ".")
            }
        case .list(let shape, _): shape.paths(below: path.isEmpty ? "" : path.dropLast() + "[].")
        case .optional(let shape): shape.paths(below: path)
        case .boolean, .integer, .number, .text, .choice, .id, .instant, .untrusted, .secret: []
        }
    }
}
