// SPDX-License-Identifier: Apache-2.0
import JSON
import Shapes

/// One value in one line: what it is, its schema says.
struct Cell {
    let text: String
    let isNumber: Bool

    static let nothing = "–"

    init(_ value: JSON?, _ schema: JSON) {
        let schema = schema.present
        let unit = schema["x-unit"]?.text.flatMap(Unit.init(rawValue:))
        switch value {
        case nil, .null: (text, isNumber) = (Self.nothing, Self.isNumber(schema))
        case .bool(let value): (text, isNumber) = (value ? "yes" : "no", false)
        case .integer(let number): (text, isNumber) = (Self.quantity(Double(number), "\(number)", unit), true)
        case .number(let number): (text, isNumber) = (Self.quantity(number, value?.digits ?? "", unit), true)
        case .string(let word) where schema["format"] == "date-time": (text, isNumber) = (Self.time(word), false)
        case .string(let word): (text, isNumber) = (word.harmless(lines: false), false)
        case .array(let elements):
            let inner = schema["items"] ?? [:]
            isNumber = false
            text =
                elements.isEmpty
                ? Self.nothing
                : elements.contains { $0.isRecord }
                    ? "\(elements.count)" : elements.prefix(50).map { Cell($0, inner).text }.joined(separator: ", ")
        case .object(let members):
            isNumber = false
            text = members["untrusted"]?.text?.harmless(lines: false) ?? value?.word ?? Self.nothing
        }
    }

    private static func isNumber(_ schema: JSON) -> Bool { ["integer", "number"].contains(schema["type"]?.text) }

    private static func quantity(_ number: Double, _ digits: String, _ unit: Unit?) -> String {
        switch unit {
        case nil: digits
        case .bytes: scaled(number)
        case .bytesPerSecond: scaled(number) + "/s"
        case .some(let unit): unit.symbol.isEmpty ? digits : "\(digits) \(unit.symbol)"
        }
    }

    private static func scaled(_ bytes: Double) -> String {
        var (rest, power) = (bytes, 0)
        let names = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        while abs(rest) >= 1024, power < names.count - 1 { (rest, power) = (rest / 1024, power + 1) }
        let tenth = (rest * 10).rounded() / 10
        return "\(JSON.number(tenth).digits ?? "") \(names[power])"
    }

    /// To the second, as its column says in UTC.
    private static func time(_ text: String) -> String {
        guard let instant = Instant(text) else { return text.harmless(lines: false) }
        return String("\(instant)".prefix(19)).replacing("T", with: " ")
    }
}

extension JSON {
    /// What has parts of its own, and no place in a line.
    var isRecord: Bool {
        if case .object(let members) = self { members["untrusted"] == nil } else { false }
    }
}
