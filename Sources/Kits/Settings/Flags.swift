// SPDX-License-Identifier: Apache-2.0

/// A command line taken apart: which command, which flags, which words.
struct Flags: Sendable {
    private(set) var command: Command?
    private(set) var values: [String: [String]] = [:]
    private(set) var others: [(name: String, value: String)] = []
    private(set) var arguments: [String] = []
    private(set) var wantsHelp = false
    private(set) var wantsVersion = false

    init(_ words: [String], _ grammar: Grammar) throws(SettingsError) {
        command = try Self.command(of: words, grammar)
        let declarations = grammar.settings + (command?.settings ?? [])
        let keepsOthers = command?.otherFlags == .kept
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": wantsHelp = true
            case "--version" where grammar.version != nil && command?.words.isEmpty != false: wantsVersion = true
            case "--":
                arguments += rest
                rest = []
            case _ where word.hasPrefix("--"): try take(word, &rest, declarations, keepsOthers)
            case _ where word.hasPrefix("-") && word.count > 1 && Int(word) == nil:
                throw .unknownFlag(word, nearest: nil)
            default: arguments.append(word)  // what is no flag is a word
            }
        }
        arguments.removeFirst(min(command?.words.count ?? 0, arguments.count))
    }

    private mutating func take(
        _ word: String, _ rest: inout ArraySlice<String>, _ declarations: [Declaration], _ keepsOthers: Bool
    ) throws(SettingsError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let (flag, value) = (parts[0], parts.count > 1 ? parts[1] : nil)
        if let declaration = declarations.first(where: { $0.flag == flag }) {
            let isBare = declaration.isTruth && value == nil
            guard let given = isBare ? "true" : value ?? rest.popFirst() else {
                throw .noValue(flag: flag, noun: declaration.noun)
            }
            values[declaration.name, default: []].append(given)
        } else if let declaration = declarations.first(where: { $0.isTruth && "--no-" + $0.flag.dropFirst(2) == flag }),
            value == nil
        {
            values[declaration.name, default: []].append("false")
        } else if keepsOthers {
            let next = rest.first.flatMap { $0.hasPrefix("--") ? nil : $0 }
            if value == nil, next != nil { rest.removeFirst() }
            others.append((String(flag.dropFirst(2)), value ?? next ?? "true"))
        } else {
            throw .unknownFlag(flag, nearest: nearest(to: flag, among: declarations.map(\.flag) + ["--help"]))
        }
    }

    /// The command with the most words that the line begins with, flags aside.
    private static func command(of words: [String], _ grammar: Grammar) throws(SettingsError) -> Command? {
        let valued = Set((grammar.settings + grammar.commands.flatMap(\.settings)).filter { !$0.isTruth }.map(\.flag))
        var plain: [String] = []
        var skips = false
        for word in words.prefix(while: { $0 != "--" }) {
            if skips {
                skips = false
            } else if word.hasPrefix("-") {
                skips = valued.contains(word)
            } else {
                plain.append(word)
            }
        }
        let fitting = grammar.commands.filter { plain.starts(with: $0.words) }
        if let command = fitting.max(by: { $0.words.count < $1.words.count }) {
            let isMeant = !command.words.isEmpty || plain.isEmpty || !command.arguments.isEmpty
            if isMeant || grammar.commands.count == 1 { return command }
        }
        guard !plain.isEmpty else { return nil }
        let names = grammar.commands.map(\.name)
        let said = plain.prefix(names.map { $0.split(separator: " ").count }.max() ?? 1)
        let begun = names.filter { $0.hasPrefix(plain[0] + " ") }.sorted()
        let near =
            nearest(to: said.joined(separator: " "), among: names)
            ?? (begun.isEmpty ? nearest(to: plain[0], among: names) : begun.joined(separator: " or "))
        throw .unknownCommand(String(said.joined(separator: " ").prefix(100)), nearest: near)
    }
}
