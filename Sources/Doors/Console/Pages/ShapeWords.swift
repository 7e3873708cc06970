// SPDX-License-Identifier: Apache-2.0
import Markup
import Shapes

extension Shape {
    /// The parts of what it is made of, however often that is.
    var parts: [Member] {
        switch self {
        case .object(let members): members
        case .list(let element, _): element.parts
        case .optional(let shape): shape.parts
        case .boolean, .integer, .number, .text, .choice, .id, .instant, .untrusted, .secret: []
        }
    }

    /// What may stand there, and within which bounds, as a person says it.
    func words(unit: Unit? = nil) -> String {
        let unit = unit.map { $0.symbol.isEmpty ? "" : " " + $0.symbol } ?? ""
        return switch self {
        case .boolean: "true or false"
        case .integer(let range?): "\(Words.count(range.lowerBound)) to \(Words.count(range.upperBound))\(unit)"
        case .integer(nil): "whole number\(unit)"
        case .number(let range?): "\(Words.decimal(range.lowerBound)) to \(Words.decimal(range.upperBound))\(unit)"
        case .number(nil): "number\(unit)"
        case .text(let max): "text, at most \(Words.count(max)) characters"
        case .choice(let words): words.count > 8 ? "one of \(words.count) words" : words.joined(separator: ", ")
        case .id(let noun): "id of \("aeiou".contains(noun.prefix(1)) ? "an" : "a") \(noun.replacing("_", with: " "))"
        case .instant: "time, RFC 3339"
        case .untrusted: "text in an outsider's words"
        case .secret: "secret"
        case .list(let element, let count):
            "\(amount(count)) of: \(element.parts.isEmpty ? element.words() : "the following")"
        case .optional(let shape): shape.words() + unit + (parts.isEmpty ? " or null" : "")
        case .object: "object"
        }
    }
}

private func amount(_ count: ClosedRange<Int>) -> String {
    count.lowerBound == 0
        ? "up to \(Words.count(count.upperBound))" : "\(count.lowerBound) to \(Words.count(count.upperBound))"
}
