// SPDX-License-Identifier: Apache-2.0
import JSON

/// What somebody asked for on a command line, before any server has been asked.
public struct Asked: Sendable {
    /// `device get work-01`, or what stands after `call`.
    public var words: [String]
    public var flags: [(name: String, value: String)]
    public var isCall: Bool
    public var wantsHelp: Bool

    public init(
        _ words: [String], flags: [(name: String, value: String)] = [], isCall: Bool = false, wantsHelp: Bool = false
    ) {
        (self.words, self.flags, self.isCall, self.wantsHelp) = (words, flags, isCall, wantsHelp)
    }

    /// Which tool it is about.
    enum Meaning {
        case tool(ListedTool, values: [String])
        /// Called by a name that the server does not list: it shall say itself what it thinks of that.
        case unlisted(String)
        case noun(String)
        case unclear(String)
    }

    func meaning(in catalogue: Catalogue) -> Meaning {
        guard let first = words.first else { return .unclear("say what to call: see breeze --help") }
        if isCall {
            guard let tool = catalogue.tool(named: first) else {
                return first.isPlainName ? .unlisted(first) : .unclear("\(first.prefix(64)) is not the name of a tool")
            }
            return .tool(tool, values: Array(words.dropFirst()))
        }
        guard let noun = catalogue.noun(first) else {
            let known = catalogue.nouns.isEmpty ? "" : ", nor one of " + catalogue.nouns.joined(separator: ", ")
            return .unclear("\(first.prefix(64)) is no command\(known): see breeze --help")
        }
        guard words.count > 1 else { return .noun(noun) }
        guard let tool = catalogue.tool(noun, words[1]) else {
            let verbs = catalogue.tools(of: noun).map(\.verb).joined(separator: ", ")
            return .unclear("\(noun) has no verb \(words[1].prefix(64)), but \(verbs)")
        }
        return .tool(tool, values: Array(words.dropFirst(2)))
    }

    /// The arguments: words without a flag fill what is required, in its order; the last list takes all that are left.
    func arguments(of tool: ListedTool, _ values: [String]) throws(Unfit) -> [(field: ListedField, value: String)] {
        var arguments: [(ListedField, String)] = []
        for (flag, value) in flags {
            guard let field = tool.field(flag) else {
                let known = tool.fields.map { "--" + $0.flag }.joined(separator: ", ")
                throw Unfit("--\(flag.prefix(64)) is unknown here" + (known.isEmpty ? "" : ": there are \(known)"))
            }
            arguments.append((field, value))
        }
        let due = tool.fields.filter { field in field.isRequired && !arguments.contains { $0.0.name == field.name } }
        var rest = values[...]
        for field in due {
            let taken = field.count == nil ? rest.prefix(1) : rest
            arguments += taken.map { (field, $0) }
            rest = rest.dropFirst(taken.count)
        }
        if let stray = rest.first { throw Unfit("\"\(stray.prefix(64))\" has no place here: see --help") }
        return arguments
    }

    /// What does not fit, in a sentence.
    struct Unfit: Error {
        let why: String
        init(_ why: String) { self.why = why }
    }
}
