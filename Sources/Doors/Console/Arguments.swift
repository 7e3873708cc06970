// SPDX-License-Identifier: Apache-2.0
package import JSON
package import Shapes

extension FormBody {
    /// What the form asks for, in the form's own shape.
    ///
    /// A text that does not fit is passed on as it is: the gate says no more precisely than a form could.
    package func arguments(for members: [Member], within path: String = "") -> JSON {
        var arguments: [String: JSON] = [:]
        for member in members { arguments[member.name] = value(at: path + member.name, as: member.shape) }
        return .object(arguments)
    }

    /// Nil leaves the member out, so that its default stands in, or the gate says that it is missing.
    private func value(at name: String, as shape: Shape) -> JSON? {
        let text = self[name] ?? ""
        switch shape {
        case .object(let members): return arguments(for: members, within: name + ".")
        case .boolean: return .bool(["on", "true"].contains(text))
        case .list(let element, _): return list(at: name, of: element)
        case .optional(.boolean): return text.isEmpty ? nil : .bool(text == "true")
        case .optional(let shape): return text.isEmpty ? nil : value(at: name, as: shape)
        case .integer, .number, .text, .secret, .choice, .id, .instant, .untrusted:
            return text.isEmpty ? nil : scalar(text, as: shape)
        }
    }

    private func list(at name: String, of element: Shape) -> JSON? {
        if case .object = element { return self[name].map { json($0) } }
        let texts = all(name).flatMap { $0.split(whereSeparator: \.isNewline) }
            .map { trimmed(String($0)) }.filter { !$0.isEmpty }
        return .array(texts.map { scalar($0, as: element) })
    }

    private func scalar(_ text: String, as shape: Shape) -> JSON {
        switch shape {
        case .integer, .number:
            let plain = trimmed(text)
            return Int(plain).map { .integer($0) } ?? Double(plain).map { .number($0) } ?? .string(text)
        case .boolean: return .bool(["on", "true"].contains(text))
        case .id, .instant: return .string(trimmed(text))
        case .text: return .string(text.replacing("\r\n", with: "\n"))
        case .choice, .secret: return .string(text)
        case .object, .list, .untrusted: return json(text)
        case .optional(let shape): return scalar(text, as: shape)
        }
    }

    private func json(_ text: String) -> JSON {
        guard let value = try? JSON(parsing: Array(text.utf8)) else { return .string(text) }
        return value
    }
}

extension FormBody {
    /// The texts that a form shows for values that are there already.
    package init(showing values: JSON, of members: [Member]) {
        self.init()
        show(values, of: members, within: "")
    }

    private mutating func show(_ values: JSON, of members: [Member], within path: String) {
        for member in members {
            guard let value = values[member.name] ?? member.fallback else { continue }
            show(value, as: member.shape, at: path + member.name)
        }
    }

    private mutating func show(_ value: JSON, as shape: Shape, at name: String) {
        switch (shape, value) {
        case (.optional(let shape), _): show(value, as: shape, at: name)
        case (.object(let members), .object): show(value, of: members, within: name + ".")
        case (.list(.choice, _), .array(let elements)), (.list(.id, _), .array(let elements)):
            for element in elements { append(name, text(of: element)) }
        case (.list(let element, _), .array(let elements)) where element.members.isEmpty:
            append(name, elements.map(text).joined(separator: "\n"))
        default:  // every other pair is one text
            let text = text(of: value)
            if !text.isEmpty { append(name, text) }
        }
    }
}

/// A value as one types it.
private func text(of value: JSON) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .bool(let isTrue): isTrue ? "true" : ""
    case .integer(let number): String(number)
    case .number(let number): number == number.rounded() ? String(Int(exactly: number) ?? 0) : String(number)
    case .array, .object: String(decoding: value.bytes, as: UTF8.self)
    }
}

private func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
}
