// SPDX-License-Identifier: Apache-2.0

/// One word or several that tell a program what to do: `device release <device>`.
public struct Command: Sendable {
    /// A word without a name, by its place.
    public struct Argument: Sendable {
        enum Count: Sendable { case one, perhaps, several }
        let name: String
        let help: String
        let count: Count

        public static func one(_ name: StaticString, _ help: StaticString) -> Argument {
            Argument(name: "\(name)", help: "\(help)", count: .one)
        }
        public static func perhaps(_ name: StaticString, _ help: StaticString) -> Argument {
            Argument(name: "\(name)", help: "\(help)", count: .perhaps)
        }
        /// Any number of them; the last.
        public static func several(_ name: StaticString, _ help: StaticString) -> Argument {
            Argument(name: "\(name)", help: "\(help)", count: .several)
        }
    }

    /// What becomes of flags that no setting declares.
    ///
    /// A command that keeps them tells itself how its words are called; it is asked when there are any.
    public enum OtherFlags: Sendable { case refused, kept }

    let words: [String]
    let help: String
    let settings: [Declaration]
    let arguments: [Argument]
    let otherFlags: OtherFlags

    public init(
        _ words: StaticString, _ help: StaticString, settings: [any Declared] = [], arguments: [Argument] = [],
        otherFlags: OtherFlags = .refused
    ) {
        self.words = "\(words)".split(separator: " ").map(String.init)
        self.help = "\(help)"
        self.settings = settings.map(\.declaration)
        (self.arguments, self.otherFlags) = (arguments, otherFlags)
    }

    var name: String { words.joined(separator: " ") }
}

/// What somebody asked a program to do.
public struct Invocation: Sendable {
    /// The command's words, joined by a space; empty for a program without commands.
    public let command: String
    public let arguments: [String]
    /// Flags that no setting declares, in their order, where the command keeps them; one without a value is `true`.
    public let otherFlags: [(name: String, value: String)]
    /// Somebody asks how something is called that only the command itself can tell of: see ``Command/OtherFlags/kept``.
    public let wantsHelp: Bool
    public let settings: Settings
}

/// How a program is called: its commands and settings.
public struct Grammar: Sendable {
    public enum Answer: Sendable {
        case run(Invocation)
        /// Somebody asked for help or for the version: print this and end well.
        case help(String)
    }

    /// Reads a settings file; nil if there is none.
    public typealias FileReader = @Sendable (_ path: String) throws -> FileTable?

    let program: String
    let version: String?
    /// Neither variables nor a file are read.
    let hasFlagsOnly: Bool
    let summary: String
    let settings: [Declaration]
    let commands: [Command]

    /// The settings are those of all commands; each may add its own.
    ///
    /// A command without words is what no word means; with a version it also knows `--version`.
    public init(
        _ program: StaticString, _ summary: StaticString, version: String? = nil, hasFlagsOnly: Bool = false,
        settings: [any Declared] = [], commands: [Command]
    ) {
        (self.program, self.summary, self.commands) = ("\(program)", "\(summary)", commands)
        (self.version, self.hasFlagsOnly) = (version, hasFlagsOnly)
        self.settings = settings.map(\.declaration)
        for command in commands {
            let names = self.settings.map(\.name) + command.settings.map(\.name)
            precondition(Set(names).count == names.count, "\(command.name) declares a setting twice")
        }
    }

    /// Reads all there is to read.
    ///
    /// - `arguments`: Those after the program's name.
    /// - `file`: The setting that names the file, and how to read it; one that only the default names may be missing.
    public func read(
        _ arguments: [String], environment: [String: String], file: (named: Setting<Path>, read: FileReader)? = nil
    ) throws -> Answer {
        let flags = try Flags(arguments, self)
        let tellsItself = flags.command.map { $0.otherFlags == .kept && (!flags.arguments.isEmpty || $0.words.isEmpty) }
        if flags.wantsHelp, tellsItself != true { return .help(help(for: flags.command)) }
        if let version, flags.wantsVersion { return .help("\(program) \(version)") }
        guard let command = flags.command else { throw SettingsError.noCommand(program: program) }
        try check(flags.arguments, of: command)
        let declarations = settings + command.settings
        let variables = hasFlagsOnly ? [:] : environment.filter { !$0.value.isEmpty }
        var table: FileTable?
        if let file {
            let resolver = Resolver(flags: flags.values, environment: variables, table: nil)
            let place = try resolver.resolve(file.named.declaration)
            table = try file.read(place.word)
            guard table != nil || place.source == .fallback else {
                let why = "is not there, though \(place.source) names it"
                throw SettingsError.badFile(path: place.word, line: nil, why: why)
            }
        }
        let everything = settings + commands.flatMap(\.settings)
        let keys = try table.map { try Keys($0, everything) }
        let resolver = Resolver(flags: flags.values, environment: variables, table: keys)
        let known = Set(everything.map(\.variable))
        let strays = variables.keys.filter { $0.hasPrefix("BREEZE_") && !known.contains($0) }.sorted()
        return .run(
            Invocation(
                command: command.name, arguments: flags.arguments, otherFlags: flags.others,
                wantsHelp: flags.wantsHelp,
                settings: Settings(try declarations.map(resolver.resolve), strays: strays)))
    }

    private func check(_ arguments: [String], of command: Command) throws(SettingsError) {
        let name = command.words.isEmpty ? program : "\(program) \(command.name)"
        let least = command.arguments.filter { $0.count == .one }.count
        guard arguments.count >= least else {
            throw .missingArgument(command.arguments[arguments.count].name, command: name)
        }
        guard command.arguments.last?.count != .several, arguments.count > command.arguments.count else { return }
        throw .strayArgument(arguments[command.arguments.count], command: name)
    }
}

// What a shell may offer, and what the reference tells.
extension Grammar {
    /// The commands that have a word, and what each is for.
    public var commandNames: [(name: String, help: String)] {
        commands.filter { !$0.words.isEmpty }.map { ($0.name, $0.help) }
    }

    /// The settings of all commands, each once, in the order of their declarations.
    public var declarations: [Declaration] {
        var seen: Set<String> = []
        return (settings + commands.flatMap(\.settings)).filter { seen.insert($0.name).inserted }
    }

    /// The names of the commands that a setting is for; none if it is for all.
    public func commands(of declaration: Declaration) -> [String] {
        settings.contains { $0.name == declaration.name }
            ? [] : commands.filter { $0.settings.contains { $0.name == declaration.name } }.map(\.name)
    }
}
