// SPDX-License-Identifier: Apache-2.0
import JSON

/// Finds the id of a thing that somebody calls by its name.
struct Names {
    private let terminal: Terminal
    private let catalogue: Catalogue

    /// Pages of a list that are looked through.
    private static let pages = 10

    init(_ terminal: Terminal, _ catalogue: Catalogue) { (self.terminal, self.catalogue) = (terminal, catalogue) }

    enum Failed: Error {
        case silence(Terminal.Silence)
        case refused(Terminal.Reply)
        case unclear(String)
    }

    /// An id stays as it is; so does what nothing lists, for the server to judge.
    func id(_ name: String, of noun: String) async throws(Failed) -> String {
        guard !name.isID, let list = list(of: noun) else { return name }
        let row = list.output["properties"]?["items"]?.present["items"]?.present ?? [:]
        let key = row["properties"]?.members.first { $0.value.present["x-id"]?.text == noun }?.key
        let spoken = Self.names(in: row)
        guard let key, !spoken.isEmpty else { return name }
        let found = try await rows(of: list, like: name).filter { row in
            spoken.contains { Cell(row[$0], [:]).text.lowercased() == name.lowercased() }
        }
        let words = noun.replacing("_", with: " ")
        guard let first = found.first?[key]?.text else {
            throw .unclear(
                "there is no \(words) called \"\(name.harmless(lines: false))\": see breeze \(words.replacing(" ", with: "-")) list"
            )
        }
        guard Set(found.compactMap { $0[key]?.text }).count == 1 else {
            let ids = found.prefix(5).compactMap { $0[key]?.text?.harmless(lines: false) }.joined(separator: ", ")
            throw .unclear(
                "\(found.count) of the kind \(words) are called \"\(name.harmless(lines: false))\": name one by its id, \(ids)"
            )
        }
        return first
    }

    /// The tool that lists such things.
    private func list(of noun: String) -> ListedTool? {
        catalogue.tools.first { tool in
            let items = tool.output["properties"]?["items"]?.present["items"]?.present
            return tool.isAnswer
                && catalogue.phrase(of: tool) == .init(noun: noun.replacing("_", with: "-"), verb: "list")
                && items != nil && tool.fields.allSatisfy { !$0.isRequired }
        }
    }

    /// What its rows are called by: their own names, not those of what they belong to.
    private static func names(in row: JSON) -> [String] {
        let properties = row["properties"]?.members ?? [:]
        return properties.keys.filter { name in
            name.hasSuffix("name") && !properties.keys.contains { name == $0 + "_name" }
        }
    }

    private func rows(of list: ListedTool, like name: String) async throws(Failed) -> [JSON] {
        var (rows, cursor): ([JSON], String?) = ([], nil)
        for _ in 0..<Self.pages {
            var arguments: [(String, String)] = [("limit", "200")]
            if let search = list.field("search") { arguments.append((search.name, name)) }
            if let cursor { arguments.append(("cursor", cursor)) }
            let reply: Terminal.Reply
            do { reply = try await terminal.call(list.name, arguments, Terminal.Manner()) } catch {
                throw .silence(error)
            }
            guard reply.status == 200, let page = reply.json else { throw .refused(reply) }
            rows += page["items"]?.elements ?? []
            cursor = page["next_cursor"]?.text
            if cursor == nil { break }
        }
        return rows
    }
}

extension String {
    fileprivate var isID: Bool {
        let parts = split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }
}
