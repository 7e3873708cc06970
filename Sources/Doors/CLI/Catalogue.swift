// SPDX-License-Identifier: Apache-2.0
package import JSON

/// The tools of a server, and the words by which people call them: `list_devices` is `device list`.
public struct Catalogue: Sendable {
    public let tools: [ListedTool]
    private let phrases: [String: Phrase]

    /// What people say for a tool.
    public struct Phrase: Sendable, Hashable {
        public let noun: String
        public let verb: String
    }

    public static let empty = Catalogue([])

    /// From what `/api/v1/tools` answers.
    package init(listing: JSON) { self.init(listing["items"]?.elements.compactMap { ListedTool($0) } ?? []) }

    private init(_ tools: [ListedTool]) {
        self.tools = tools.sorted { $0.name < $1.name }
        let nouns = Self.nouns(of: tools.map { Self.words(of: $0.name) })
        phrases = Dictionary(tools.map { ($0.name, Self.phrase(of: Self.words(of: $0.name), nouns)) }) { first, _ in
            first
        }
    }

    public func phrase(of tool: ListedTool) -> Phrase { phrases[tool.name] ?? Phrase(noun: tool.name, verb: "call") }
    public func tool(named name: String) -> ListedTool? { tools.first { $0.name == name } }

    /// The nouns, in their order; a plural is understood as well.
    public var nouns: [String] { Set(phrases.values.map(\.noun)).sorted() }
    func noun(_ word: String) -> String? {
        nouns.first { $0 == word } ?? nouns.first { $0 + "s" == word }
    }
    public func tools(of noun: String) -> [(verb: String, tool: ListedTool)] {
        tools.map { (phrase(of: $0), $0) }.filter { $0.0.noun == noun }.map { (verb: $0.0.verb, tool: $0.1) }
            .sorted { $0.verb < $1.verb }
    }
    func tool(_ noun: String, _ verb: String) -> ListedTool? {
        self.noun(noun).flatMap { noun in tools(of: noun).first { $0.verb == verb }?.tool }
    }

    /// The words of a name; what is listed is always a plural.
    private static func words(of name: String) -> [String] {
        let words = name.split(separator: "_").map(String.init)
        guard words.first == "list", words.count > 1, let last = words.last, last.hasSuffix("s") else { return words }
        return words.dropLast() + [String(last.dropLast())]
    }

    /// What things there are: what can be listed, made or changed is one.
    ///
    /// A word is a plural if what it is the plural of is named by another tool.
    private static func nouns(of names: [[String]]) -> Set<[String]> {
        let said = Set(names.map { Array($0.dropFirst()) })
        return Set(
            said.map { words in singular(words, said) }
        )
    }

    private static func singular(_ words: [String], _ said: Set<[String]>) -> [String] {
        guard let last = words.last, last.hasSuffix("s"), last.count > 2 else { return words }
        let one = words.dropLast() + [String(last.dropLast())]
        return said.contains { $0.starts(with: one) } ? Array(one) : words
    }

    /// The first word is the verb; of the rest, the longest beginning that is a thing of its own is the noun.
    ///
    /// What is left says what is read of it, `device reliability`, or what is done with it; its `details` are the thing.
    private static func phrase(of words: [String], _ nouns: Set<[String]>) -> Phrase {
        guard let verb = words.first, words.count > 1 else { return Phrase(noun: words.joined(), verb: "call") }
        let rest = singular(Array(words.dropFirst()), nouns)
        let lengths = (1...rest.count).reversed()
        let noun =
            lengths.lazy.map { Array(rest.prefix($0)) }.first { part in
                part.count < rest.count && nouns.contains(part)
            } ?? rest
        let aspect = rest.dropFirst(noun.count).filter { $0 != "details" }
        let action = verb == "get" && !aspect.isEmpty ? Array(aspect) : [verb] + aspect
        return Phrase(noun: noun.joined(separator: "-"), verb: action.joined(separator: "-"))
    }
}
