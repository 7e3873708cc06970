// SPDX-License-Identifier: Apache-2.0
import JSON

/// Rows of one kind, as a table that fits its terminal.
///
/// Columns come from the rows' schema: an id gives way to the name of the same thing, what has parts is only counted,
/// and from the right goes whatever finds no room.
struct Table {
    private struct Column {
        let title: String
        var cells: [String]
        let isNumber: Bool
        var width: Int
    }

    private var columns: [Column]
    private let isEmpty: Bool

    /// No column of text is made narrower than this.
    private static let narrow = 12
    private static let widest = 60
    private static let gap = 2

    init(_ rows: [JSON], _ schema: JSON) {
        isEmpty = rows.isEmpty
        columns = Self.names(of: schema).map { name in
            let part = schema["properties"]?[name] ?? [:]
            let cells = rows.map { Cell($0[name], part) }
            let isTime = part.present["format"] == "date-time"
            let title = Self.title(name) + (isTime ? " (UTC)" : "")
            let width = min(Self.widest, max(title.places, cells.map(\.text.places).max() ?? 0))
            return Column(
                title: title, cells: cells.map(\.text), isNumber: cells.contains(where: \.isNumber), width: width)
        }
        // A column in which nothing stands says nothing.
        let spoken = columns.filter { $0.cells.contains { $0 != Cell.nothing } }
        if !spoken.isEmpty { columns = spoken }
    }

    static func title(_ name: String) -> String { name.replacing("_", with: " ").uppercased() }

    /// In the order of the declaration, ids last where there are names.
    private static func names(of schema: JSON) -> [String] {
        let properties = schema["properties"]?.members ?? [:]
        let declared = (schema["required"]?.elements ?? []).compactMap(\.text).filter { properties[$0] != nil }
        let all = declared + properties.keys.filter { !declared.contains($0) }.sorted()
        func isID(_ name: String) -> Bool { properties[name]?.present["x-id"] != nil }
        let useful = all.filter { !(isID($0) && properties[$0 + "_name"] != nil) }
        guard useful.contains(where: { $0.hasSuffix("name") && properties[$0 + "_name"] == nil }) else { return useful }
        return useful.filter { !isID($0) } + useful.filter(isID)
    }

    func lines(width: Int) -> [String] {
        guard !isEmpty else { return ["Nothing here."] }
        let columns = fitted(to: width)
        return ([columns.map(\.title)] + columns[0].cells.indices.map { row in columns.map { $0.cells[row] } }).map {
            row in
            var line = ""
            for (column, cell) in zip(columns, row) {
                let cell = cell.clipped(to: column.width)
                let space = String(repeating: " ", count: max(0, column.width - cell.places))
                line += (column.isNumber ? space + cell : cell + space) + String(repeating: " ", count: Self.gap)
            }
            return String(line.prefix(upTo: (line.lastIndex { $0 != " " }).map(line.index(after:)) ?? line.startIndex))
        }
    }

    private func fitted(to width: Int) -> [Column] {
        var columns = columns
        func excess() -> Int { columns.reduce(-Self.gap) { $0 + $1.width + Self.gap } - width }
        while excess() > 0 {  // ends: each turn takes places from a column, or a column
            let wide = columns.indices.filter { !columns[$0].isNumber && columns[$0].width > Self.narrow }
            if let widest = wide.max(by: { columns[$0].width < columns[$1].width }) {
                columns[widest].width = max(Self.narrow, columns[widest].width - excess())
            } else if columns.count > 1 {
                columns.removeLast()
            } else {
                columns[0].width = max(1, width)
                break
            }
        }
        return columns
    }
}
