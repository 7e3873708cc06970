// SPDX-License-Identifier: Apache-2.0
package import JSON

/// An answer as people read it: a list as a table, anything else as its facts.
struct Drawing {
    private let width: Int

    init(width: Int) { self.width = max(20, width) }

    func text(_ answer: JSON, _ schema: JSON) -> String {
        guard let items = answer["items"], case .array(let rows) = items,
            let row = schema["properties"]?["items"]?.present["items"]
        else { return facts(answer, schema, indent: 0).joined(separator: "\n") }
        var lines = Table(rows, row.present).lines(width: width)
        if case .string(let cursor)? = answer["next_cursor"] {
            lines.append("There is more: add --cursor \(cursor.harmless(lines: false))")
        }
        return lines.joined(separator: "\n")
    }

    /// Every fact with its name; what has parts stands below, a little to the right.
    private func facts(_ value: JSON, _ schema: JSON, indent: Int) -> [String] {
        let properties = schema["properties"]?.members ?? [:]
        let declared = (schema["required"]?.elements ?? []).compactMap(\.text)
        let names = declared + value.members.keys.filter { !declared.contains($0) }.sorted()
        let present = names.filter { value[$0] != nil }
        let plain = present.filter { !isCompound(value[$0]) }
        let margin = String(repeating: " ", count: indent)
        let widest = plain.map { title($0).places }.max() ?? 0
        var lines = plain.map { name in
            let cell = Cell(value[name], properties[name] ?? [:]).text
            let key = title(name)
            let room = max(10, width - indent - widest - 2)
            let text = cell.places > room ? cell.wrapped(to: room, indent: indent + widest + 2) : cell
            return margin + key + String(repeating: " ", count: widest - key.places + 2) + text
        }
        for name in present where isCompound(value[name]) {
            let part = (properties[name] ?? [:]).present
            lines += ["", margin + title(name)]
            switch value[name] {
            case .array(let rows)?:
                let table = Table(rows, part["items"]?.present ?? [:]).lines(width: width - indent - 2)
                lines += table.map { margin + "  " + $0 }
            case .some(let inner): lines += facts(inner, part, indent: indent + 2)
            case nil: break
            }
        }
        return lines
    }

    private func isCompound(_ value: JSON?) -> Bool {
        switch value {
        case .array(let elements)?: elements.contains(where: \.isRecord)
        case .object?: value?.isRecord == true
        case nil, .null, .bool, .integer, .number, .string: false
        }
    }

    private func title(_ name: String) -> String {
        let words = name.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension String {
    /// Broken at spaces where there are any, every line after the first moved in.
    func wrapped(to width: Int, indent: Int = 0) -> String {
        var (lines, line): ([String], String) = ([], "")
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, line.places + 1 + word.places > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        lines.append(line)
        return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}

extension JSON {
    /// With each member on a line of its own.
    func indented(_ depth: Int = 0) -> String {
        let (inner, outer) = (String(repeating: "  ", count: depth + 1), String(repeating: "  ", count: depth))
        func list(_ open: String, _ lines: [String], _ close: String) -> String {
            lines.isEmpty
                ? open + close : "\(open)\n" + lines.map { inner + $0 }.joined(separator: ",\n") + "\n\(outer)\(close)"
        }
        switch self {
        case .array(let elements): return list("[", elements.map { $0.indented(depth + 1) }, "]")
        case .object(let members):
            let lines = members.sorted { $0.key < $1.key }.map { name, value in
                String(decoding: JSON.string(name).bytes, as: UTF8.self) + ": " + value.indented(depth + 1)
            }
            return list("{", lines, "}")
        case .null, .bool, .integer, .number, .string: return String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension ListedTool {
    /// An answer of this tool as people read it.
    package func drawn(_ answer: JSON, width: Int) -> String { Drawing(width: width).text(answer, output) }
}
