// SPDX-License-Identifier: Apache-2.0
package import JSON
package import Markup
package import Shapes

extension ConsoleDoor {
    /// An answer, fact by fact: names, meanings and values, as the shape has them; secrets first, as they are shown once.
    func described(_ bytes: [UInt8], as shape: Shape) -> Node {
        guard let value = try? JSON(parsing: bytes) else { return p { "The answer could not be read." } }
        return facts(of: value, as: shape) { catalogue.path(of: $0, $1) }
    }
}

/// Where the thing of a kind with an id has its page.
package typealias Paths = (_ noun: String, _ id: String) -> String?

/// The secrets that stand in an answer, then everything else.
package func facts(of value: JSON, as shape: Shape, _ path: Paths) -> Node {
    var secrets: [Node] = []
    for member in shape.members {
        if case .secret = member.shape, case .string(let text)? = value[member.name], text != Secret.shownOnce {
            secrets.append(secretShownOnce(heading(member.name), text))
        }
    }
    let rest = shape.members.filter { if case .secret = $0.shape { false } else { true } }
    return .group(secrets + [div(.class("answer")) { members(rest, of: value, path) }])
}

private func members(_ members: [Member], of value: JSON, _ path: Paths) -> Node {
    facts {
        for member in members {
            div(.class(isWide(member, value[member.name]) ? "wide" : nil)) {
                dt(.title(member.meaning)) { heading(member.name) }
                dd {
                    shown(value[member.name] ?? .null, as: member.shape, member.unit, path)
                    if member.shape.isPlain, !member.meaning.isEmpty { p(.class("hint")) { prose(member.meaning) } }
                }
            }
        }
    }
}

/// Whether it needs a line's whole width: what has parts of its own, and what was written on several lines.
private func isWide(_ member: Member, _ value: JSON?) -> Bool {
    switch value {
    case .array(let elements): elements.contains { if case .object = $0 { true } else { false } }
    case .object(let parts): if case .string(let text)? = parts["untrusted"] { isLong(text) } else { true }
    case .null, .bool, .integer, .number, .string, nil: false
    }
}

private func isLong(_ text: String) -> Bool { text.utf8.count > 200 || text.contains("\n") || text.hasPrefix("{") }

private func shown(_ value: JSON, as shape: Shape, _ unit: Unit?, _ path: Paths) -> Node {
    switch (shape, value) {
    case (_, .null): absent("none")
    case (.optional(let shape), _): shown(value, as: shape, unit, path)
    case (.object(let parts), _): members(parts, of: value, path)
    case (.list, .array([])): absent("none")
    case (.list(let element, _), .array(let elements)): list(elements, of: element, unit, path)
    case (.boolean, .bool(let isTrue)): .text(isTrue ? "Yes" : "No")
    case (.integer, .integer(let number)), (.number, .integer(let number)): .text(quantity(Double(number), unit))
    case (.number, .number(let number)): .text(quantity(number, unit))
    case (.choice, .string(let word)): badge(heading(word))
    case (.id(let noun), .string(let id)):
        if let page = path(noun, id) { a(page) { mono(id) } } else { mono(id) }
    case (.instant, .string(let text)): Instant(text).map { exactly($0) } ?? .text(text)
    case (.untrusted, _): words(value)
    case (.text, .string(let text)): .text(text)
    default: mono(String(decoding: value.bytes, as: UTF8.self))  // two enums at once: no other pair fits its shape
    }
}

private func list(_ elements: [JSON], of element: Shape, _ unit: Unit?, _ path: Paths) -> Node {
    if case .object = element {
        return ul(.class("parts")) { for part in elements { li { shown(part, as: element, unit, path) } } }
    }
    return ul(.class("words")) { for part in elements { li { shown(part, as: element, unit, path) } } }
}

/// What somebody else wrote: a line as a line, many as a block; what is a document itself is laid out.
private func words(_ value: JSON) -> Node {
    guard case .string(let text)? = value["untrusted"], case .string(let source)? = value["source"] else {
        return absent("none")
    }
    if text.hasPrefix("{") || text.hasPrefix("["), let document = try? JSON(parsing: Array(text.utf8), depth: 8) {
        return laidOut(document, source)
    }
    return quoted(text, source)
}

private func quoted(_ text: String, _ source: String) -> Node {
    guard isLong(text) else { return untrusted(text, from: source) }
    return pre(.class("code"), .tabindex(0)) {
        code { untrusted(text, from: source) }
    }
}

private func laidOut(_ document: JSON, _ source: String) -> Node {
    switch document {
    case .object(let members):
        return facts {
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                div(.class("wide")) {
                    dt { untrusted(heading(name), from: source) }
                    dd { laidOut(value, source) }
                }
            }
        }
    case .array(let elements): return ul(.class("parts")) { for part in elements { li { laidOut(part, source) } } }
    case .string(let text): return quoted(text, source)
    case .null: return absent("none")
    case .bool(let isTrue): return .text(isTrue ? "Yes" : "No")
    case .integer(let number): return .text(Words.count(number))
    case .number(let number): return .text(Words.decimal(number, digits: 3))
    }
}

/// A number with its unit, as people write it.
package func quantity(_ number: Double, _ unit: Unit?) -> String {
    switch unit {
    case .bytes: Words.bytes(Int(clamped: number))
    case .bytesPerSecond: Words.bytes(Int(clamped: number)) + "/s"
    case .percent: Words.percent(number, digits: 1)
    case .seconds: Words.duration(seconds: Int(clamped: number))
    case .count, .points, nil: Words.decimal(number, digits: 3)
    case .celsius, .milliseconds, .hours, .days: Words.decimal(number, digits: 1) + " " + (unit?.symbol ?? "")
    }
}

extension Int {
    /// The nearest whole number; what is none is zero.
    fileprivate init(clamped number: Double) {
        self = number.isFinite ? Int(exactly: number.rounded()) ?? (number < 0 ? .min : .max) : 0
    }
}

extension Shape {
    /// Whether it is one word or number, so that its meaning can stand below it.
    fileprivate var isPlain: Bool {
        switch self {
        case .object, .list, .untrusted: false
        case .optional(let shape): shape.isPlain
        case .boolean, .integer, .number, .text, .choice, .id, .instant, .secret: true
        }
    }
}
