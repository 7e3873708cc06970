// SPDX-License-Identifier: Apache-2.0
import Markup
import Shapes

/// One field for each member of a shape.
struct Fieldwork {
    private let page: FormPage
    private let path: String

    init(_ page: FormPage, within path: String = "") { (self.page, self.path) = (page, path) }

    func field(_ member: Member) -> Node {
        let name = path + member.name
        let why = page.refusals.first { $0.field == name }?.why
        let place = Place(
            name: name, id: "f-" + name, isRequired: member.isRequired, isWrong: why != nil, meaning: member.meaning)
        return div(.class("fld", why == nil ? nil : "wrong")) {
            switch member.shape {
            case .boolean: checkbox(place, member)
            case .object(let members): group(member, members)
            case .list(.choice(let words), _): checkboxes(place, words.map { .init($0, heading($0)) })
            case .list(.id(let noun), _) where choices(noun) != nil: checkboxes(place, choices(noun) ?? [])
            case .list(.text, _) where page.options[name] != nil: checkboxes(place, page.options[name] ?? [])
            default:  // every other shape has one control under its label
                label(for: place.id) {
                    heading(member.name)
                    if !member.isRequired { dim { " optional" } }
                }
                control(place, member.shape, member.unit)
            }
            if !member.shape.isGroup, !member.meaning.isEmpty, !member.shape.isBoolean {
                p(.class("hint"), .id(place.id + "-hint")) {
                    prose(member.meaning)
                    if page.options[name] == nil { bounds(member.shape) }
                }
            }
            if let why { p(.class("why"), .id(place.id + "-why")) { heading(member.name) + " " + why + "." } }
        }
    }

    private func control(_ place: Place, _ shape: Shape, _ unit: Unit?) -> Node {
        switch shape {
        case .optional(.boolean):
            return choice(place, [.init("true", "Yes"), .init("false", "No")])
        case .optional(let shape): return control(place, shape, unit)
        case .integer(let range):
            return number(
                place, low: range.map { String($0.lowerBound) }, high: range.map { String($0.upperBound) }, "1", unit)
        case .number(let range):
            return number(
                place, low: range.map { String($0.lowerBound) }, high: range.map { String($0.upperBound) }, "any", unit)
        case .secret:
            return input(
                .password, place.name, .class("in"), .id(place.id), .maxlength(400), place.required, place.described,
                place.invalid, .autocomplete("off"))
        case .text(let max) where max <= 300:
            return input(
                .text, place.name, .class("in"), .id(place.id), .value(text(place)), .maxlength(max), place.required,
                place.described, place.invalid, .autocomplete("off"))
        case .text, .list, .object, .untrusted, .boolean: return lines(place)
        case .choice(let words): return choice(place, words.map { .init($0, heading($0)) })
        case .id(let noun):
            if let choices = choices(noun) { return choice(place, choices) }
            return verbatim(place, hint: "00000000-0000-0000-0000-000000000000")
        case .instant: return verbatim(place, hint: "2026-01-31T18:00:00Z")
        }
    }
}

/// Where a field stands: what it is called, how it is referred to, and whether it was refused.
private struct Place {
    let name: String
    let id: String
    let isRequired: Bool
    let isWrong: Bool
    let meaning: String

    var required: Attribute { .flag(.required, isRequired) }
    var invalid: Attribute { .when(isWrong, .aria("invalid", true)) }
    var described: Attribute {
        let ids = [meaning.isEmpty ? nil : id + "-hint", isWrong ? id + "-why" : nil].compactMap(\.self)
        return .when(!ids.isEmpty, .aria("describedby", ids.joined(separator: " ")))
    }
}

extension Fieldwork {
    private func text(_ place: Place) -> String { page.given[place.name] ?? "" }
    private func choices(_ noun: String) -> [FormPage.Choice]? { page.choices[noun] }

    private func number(_ place: Place, low: String?, high: String?, _ step: String, _ unit: Unit?) -> Node {
        div(.class("in-g")) {
            input(
                .number, place.name, .class("in num"), .id(place.id), .value(text(place)), .step(step),
                .when(low != nil, .min(low ?? "")), .when(high != nil, .max(high ?? "")), place.required,
                place.described, place.invalid)
            if let unit { dim { unit.word } }
        }
    }

    private func verbatim(_ place: Place, hint: String) -> Node {
        input(
            .text, place.name, .class("in mono"), .id(place.id), .value(text(place)), .placeholder(hint), .verbatim,
            .autocomplete("off"), place.required, place.described, place.invalid)
    }

    private func lines(_ place: Place) -> Node {
        textarea(
            place.name, rows: 4, .class("in"), .id(place.id), place.required, place.described, place.invalid,
            text: text(place))
    }

    private func choice(_ place: Place, _ choices: [FormPage.Choice]) -> Node {
        select(place.name, .class("in"), .id(place.id), place.required, place.described, place.invalid) {
            option("", place.isRequired ? "Choose" : "—", selected: text(place).isEmpty)
            for choice in choices { option(choice.id, choice.title, selected: choice.id == text(place)) }
        }
    }

    private func checkbox(_ place: Place, _ member: Member) -> Node {
        label(.class("check"), .id(place.id)) {
            input(.checkbox, place.name, .flag(.checked, ["on", "true"].contains(text(place))))
            span {
                strong { heading(member.name) }
                if !member.meaning.isEmpty { span(.class("hint")) { " " + member.meaning } }
            }
        }
    }

    private func checkboxes(_ place: Place, _ choices: [FormPage.Choice]) -> Node {
        let chosen = Set(page.given.all(place.name))
        return fieldset(.id(place.id), place.described) {
            legend(heading(String(place.name.split(separator: ".").last ?? "")))
            for choice in choices {
                label(.class("check")) {
                    input(.checkbox, place.name, .value(choice.id), .flag(.checked, chosen.contains(choice.id)))
                    span { choice.title }
                }
            }
        }
    }

    private func group(_ member: Member, _ members: [Member]) -> Node {
        fieldset(.class("grp")) {
            legend(heading(member.name))
            if !member.meaning.isEmpty { p(.class("hint")) { prose(member.meaning) } }
            for inner in members { Fieldwork(page, within: path + member.name + ".").field(inner) }
        }
    }
}

/// What may be typed, where the control itself does not show it.
private func bounds(_ shape: Shape) -> String {
    switch shape {
    case .optional(let shape): bounds(shape)
    case .integer(let range?): " \(Words.count(range.lowerBound)) to \(Words.count(range.upperBound))."
    case .number(let range?): " \(Words.decimal(range.lowerBound)) to \(Words.decimal(range.upperBound))."
    case .list(.choice, _), .list(.id, _): ""
    case .list(.object, _), .untrusted: " As JSON."
    case .list: " One a line."
    case .instant: " In UTC."
    case .boolean, .integer, .number, .text, .secret, .choice, .id, .object: ""
    }
}

extension Shape {
    fileprivate var isGroup: Bool { if case .object = self { true } else { false } }
    fileprivate var isBoolean: Bool { if case .boolean = self { true } else { false } }
}

extension Unit {
    fileprivate var word: String {
        switch self {
        case .percent: "%"
        case .seconds: "seconds"
        case .milliseconds: "ms"
        case .bytes: "bytes"
        case .celsius: "°C"
        case .points: "points"
        case .count: ""
        case .hours: "hours"
        case .days: "days"
        case .bytesPerSecond: "bytes/s"
        }
    }
}
