// SPDX-License-Identifier: Apache-2.0

/// The entries of a file by the names of settings: `[console] port` and `console_port` are one.
struct Keys: Sendable {
    let path: String
    let entries: [String: FileTable.Entry]

    /// A name that no command knows, or that is there twice, is refused.
    init(_ table: FileTable, _ declarations: [Declaration]) throws(SettingsError) {
        let names = declarations.map(\.name)
        var entries: [String: FileTable.Entry] = [:]
        for entry in table.entries {
            let name = entry.name.replacing(".", with: "_")
            guard names.contains(name) else {
                let source = Source.file(table.path, line: entry.line)
                throw .unknownKey(
                    String(entry.name.prefix(100)), source: source, nearest: nearest(to: name, among: names))
            }
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw .badFile(path: table.path, line: entry.line, why: "\(name) is there twice: keep one of them")
            }
        }
        (path, self.entries) = (table.path, entries)
    }
}

/// Finds the value of one setting: flag before environment before file before default.
struct Resolver: Sendable {
    let flags: [String: [String]]
    let environment: [String: String]
    let table: Keys?

    func resolve(_ declaration: Declaration) throws(SettingsError) -> Resolved {
        if let words = flags[declaration.name] {
            guard words.count == 1 || declaration.isList else { throw .repeated(declaration.flag) }
            return try declaration.read(Given(words.map { Given.Word($0) }), .flag(declaration.flag))
        }
        if let word = environment[declaration.variable] {
            return try declaration.read(Given([Given.Word(word)]), .environment(declaration.variable))
        }
        if let table, let entry = table.entries[declaration.name] {
            return try declaration.read(entry.given, .file(table.path, line: entry.line))
        }
        guard let fallback = declaration.fallback else {
            throw .notSet(name: declaration.name, flag: declaration.flag, variable: declaration.variable)
        }
        return fallback
    }
}
