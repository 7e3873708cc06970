// SPDX-License-Identifier: Apache-2.0
import Files

/// docs/figures.md, of which we write the machine and one table; all else stays as it is.
struct FiguresFile {
    private static let section = "## Speed and size"
    private var lines: [Substring]
    private let path: String

    struct Unknown: Error, CustomStringConvertible {
        let path: String
        var description: String {
            "\(path) has no table under \"\(FiguresFile.section)\": restore it from the repository"
        }
    }

    init(_ path: String) throws {
        self.path = path
        lines = String(decoding: try contents(of: path, limit: 1 << 20), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    mutating func describe(_ machine: String) {
        guard let index = lines.firstIndex(where: { $0.hasPrefix("Machine: ") }) else { return }
        lines[index] = "Machine: \(machine)"
    }

    /// Replaces the rows of the same names, and adds the others at the end of the table.
    mutating func enter(_ figures: [Figure]) throws {
        guard let section = lines.firstIndex(where: { $0 == Self.section }),
            let first = lines[section...].firstIndex(where: { $0.hasPrefix("|---") })
        else { throw Unknown(path: path) }
        for figure in figures {
            let end = lines[first...].firstIndex { !$0.hasPrefix("|") } ?? lines.endIndex
            if let old = lines[first..<end].firstIndex(where: { $0.hasPrefix("| \(figure.name) |") }) {
                lines[old] = figure.row[...]
            } else {
                lines.insert(figure.row[...], at: end)
            }
        }
    }

    func write() throws { try replace(path, with: Array(lines.joined(separator: "\n").utf8), mode: 0o644) }
}
