// SPDX-License-Identifier: Apache-2.0
import JSON
import Shapes
import Vocabulary
import Web

extension Shape {
    /// Arguments from a query: each item's text becomes what the field of its name is made of; a list's items repeat.
    ///
    /// What does not fit is left as text, so that the gate says what is wrong with it, and where.
    func object(from query: [QueryItem]) throws(Refusal) -> JSON {
        var values: [String: JSON] = [:]
        for item in query {
            let shape = members.first { $0.name == item.name }?.shape ?? .text(max: 0)
            if case .list(let element, _) = shape.required {
                let before: [JSON] = if case .array(let values)? = values[item.name] { values } else { [] }
                guard before.count < 1000 else { throw .invalid(path: "$.\(item.name)", why: "is repeated too often") }
                values[item.name] = .array(before + [element.value(item.value)])
            } else {
                guard values.updateValue(shape.value(item.value), forKey: item.name) == nil else {
                    throw .invalid(path: "$.\(item.name)", why: "is given twice")
                }
            }
        }
        return .object(values)
    }

    private var required: Shape { if case .optional(let shape) = self { shape } else { self } }

    private func value(_ text: String) -> JSON {
        switch required {
        case .boolean: text == "true" ? true : text == "false" ? false : .string(text)
        case .integer: Int(text).map(JSON.integer) ?? .string(text)
        case .number: Double(text).map(JSON.number) ?? .string(text)
        case .text, .choice, .id, .instant, .secret: .string(text)
        case .untrusted, .list, .object, .optional: (try? JSON(parsing: Array(text.utf8))) ?? .string(text)
        }
    }
}
