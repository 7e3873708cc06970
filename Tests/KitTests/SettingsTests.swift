// SPDX-License-Identifier: Apache-2.0
import Files
import Foundation
import Settings
import SettingsFile
import Rehearsal
import Testing

@Suite struct SettingsTests {
    enum Level: String, SettableChoice { case info, debug }

    let port = Setting("console_port", "Where the console listens.", default: 8443, in: 1...65535)
    let level = Setting("log_level", "How much is told.", default: Level.info)
    let drain = Setting(
        "drain", "How long requests may take at the end.", default: Duration.seconds(25), in: .zero ... .seconds(600))
    let spool = Setting("spool", "How much is kept.", default: ByteCount.megabytes(64))
    let proxies = Setting("trusted_proxies", "Whose word is believed.", default: [String]())
    let isDemo = Setting("demo", "With a living fleet.", default: false)
    let file = Setting("config", "The settings file.", default: Path("/nowhere/breeze.toml"))
    let url = Setting<String?>.perhaps("public_url", "Where people find us.") {
        $0.hasPrefix("https://") ? nil : "must be https"
    }
    let key = Setting<Path?>.secret("session_key", "Signs sessions.")
    let days = Setting("days", "How many days.", default: 7, in: 1...90)
    let server = Setting<String>("server", "Whom to enroll with.")

    var grammar: Grammar {
        Grammar(
            "breeze", "The platform.", settings: [port, level, drain, spool, proxies, isDemo, file, url, key],
            commands: [
                Command("serve", "Runs the server."),
                Command("device release", "Lets a device back in.", arguments: [.one("device", "Which one.")]),
                Command("device list", "Lists devices.", settings: [days], arguments: [.perhaps("filter", "Which.")]),
                Command("call", "Calls a tool.", arguments: [.one("tool", "Its name.")], otherFlags: .kept),
                Command("join", "Joins.", settings: [server]),
            ])
    }

    func run(_ line: String, _ environment: [String: String] = [:], toml: String? = nil) throws -> Invocation {
        let reader: Grammar.FileReader = { path in try toml.map { try TOML.table(of: Array($0.utf8), path: path) } }
        let words = line.split(separator: " ").map(String.init)
        guard case .run(let invocation) = try grammar.read(words, environment: environment, file: (file, reader)) else {
            throw CancellationError()
        }
        return invocation
    }

    @Test("flag before environment before file before default, and each value knows its source") func precedence()
        throws
    {
        let toml = "log_level = \"debug\"\n[console]\nport = 1\n"
        var got = try run("serve --console-port 3", ["BREEZE_CONSOLE_PORT": "2"], toml: toml).settings
        #expect(got[port] == 3 && got.source(of: port) == .flag("--console-port"))
        got = try run("serve", ["BREEZE_CONSOLE_PORT": "2"], toml: toml).settings
        #expect(got[port] == 2 && got.source(of: port) == .environment("BREEZE_CONSOLE_PORT"))
        got = try run("serve", ["BREEZE_CONSOLE_PORT": ""], toml: toml).settings
        #expect(got[port] == 1 && got.source(of: port) == .file("/nowhere/breeze.toml", line: 3))
        #expect(got[level] == .debug)
        got = try run("serve").settings
        #expect(got[port] == 8443 && got.source(of: port) == .fallback && got[url] == nil && got[key] == nil)
        #expect(got.all.map(\.name).prefix(3) == ["console_port", "log_level", "drain"])
        #expect(got.all[2].word == "25s" && got.all[3].word == "64MB")
    }

    @Test("every type is read from flags and from files") func types() throws {
        let toml = """
            drain = "2m"
            spool = 1024
            trusted_proxies = ["10.0.0.1", "10.0.0.2"]
            demo = true
            public_url = "https://b.example"
            """
        let read = try run("serve", toml: toml).settings
        #expect(read[drain] == .seconds(120) && read[spool].bytes == 1024 && read[isDemo])
        #expect(read[proxies] == ["10.0.0.1", "10.0.0.2"] && read[url] == "https://b.example")
        let said = try run(
            "serve --drain=500ms --spool 2GB --trusted-proxies a,b --trusted-proxies c --demo --session-key-file /k"
        ).settings
        #expect(said[drain] == .milliseconds(500) && said[spool] == .gigabytes(2) && said[key] == Path("/k"))
        #expect(said[proxies] == ["a,b", "c"] && said[isDemo])
        #expect(try run("serve --trusted-proxies a,b --no-demo", toml: "demo = true").settings[proxies] == ["a", "b"])
        #expect(try run("serve --no-demo", toml: "demo = true").settings[isDemo] == false)
    }

    @Test(
        "what is wrong is named, with where it came from and what to do",
        arguments: [
            ("serve --console-prot 1", [:], nil, "unknown flag --console-prot; did you mean --console-port?"),
            ("serve --zzzzzzzzz 1", [:], nil, "unknown flag --zzzzzzzzz; see --help"),
            ("serve --console-port", [:], nil, "--console-port needs a value: a whole number"),
            ("serve --console-port 1 --console-port 2", [:], nil, "--console-port is given twice: keep one of them"),
            ("serve --console-port x", [:], nil, "console_port is x (--console-port), but must be a whole number"),
            (
                "serve", ["BREEZE_CONSOLE_PORT": "99999"], nil,
                "console_port is 99999 (BREEZE_CONSOLE_PORT), but must be in 1…65535"
            ),
            (
                "serve", [:], "\nconsole_port = \"8443\"",
                "console_port is \"8443\" (line 2 of /nowhere/breeze.toml), but must be a whole number"
            ),
            (
                "serve", [:], "consol_port = 1",
                "unknown setting consol_port in line 1 of /nowhere/breeze.toml; did you mean console_port?"
            ),
            (
                "serve", [:], "console_port = 1\n[console]\nport = 2",
                "/nowhere/breeze.toml, line 3: console_port is there twice: keep one of them"
            ),
            (
                "serve", [:], "log_level = \"loud\"",
                "log_level is \"loud\" (line 1 of /nowhere/breeze.toml), but must be one of info, debug"
            ),
            (
                "serve", [:], "drain = 2026-01-01",
                "drain is empty (line 1 of /nowhere/breeze.toml), but must be a time such as 500ms, 30s, 5m, 2h or 7d"
            ),
            ("serve --public-url http://x", [:], nil, "public_url is http://x (--public-url), but must be https"),
            ("serve --config /x.toml", [:], nil, "/x.toml: is not there, though --config names it"),
            ("devcie release x", [:], nil, "unknown command devcie release; did you mean device release?"),
            ("device", [:], nil, "unknown command device; did you mean device list or device release?"),
            ("device release", [:], nil, "breeze device release needs <device>: see breeze device release --help"),
            (
                "device release a b", [:], nil,
                "breeze device release does not take \"b\": see breeze device release --help"
            ),
            ("serve --days 3", [:], nil, "unknown flag --days; see --help"),
            ("", [:], nil, "breeze needs a command: see breeze --help"),
            ("serve -v", [:], nil, "unknown flag -v; see --help"),
            ("join", [:], nil, "server is not set: use --server, BREEZE_SERVER, or server in the settings file"),
        ] as [(String, [String: String], String?, String)])
    func mistakes(line: String, environment: [String: String], toml: String?, words: String) {
        let error = #expect(throws: SettingsError.self) { try run(line, environment, toml: toml) }
        #expect(error?.description == words)
    }

    @Test(
        "broken TOML is told with its line",
        arguments: ["a = ", "\n= 1", "a = 1\na = 2", "[a", "a = \"\u{1}\"", "a = 1e"])
    func brokenFiles(toml: String) {
        let error = #expect(throws: SettingsError.self) { try TOML.table(of: Array(toml.utf8), path: "f") }
        guard case .badFile(path: "f", line: .some, let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!why.isEmpty)
    }

    @Test("mutilated files neither crash nor hang") func fuzz() {
        var dice = Dice(seed: 5)
        let seed = Array("[a]\nb = \"x\"\nc = [1, 2.5, true]\nd.e = '''y'''\n[[f]]\ng = 2026-01-01T00:00:00Z\n".utf8)
        for _ in 0..<5000 {
            var bytes = seed
            for _ in 0...Int.random(in: 0...3, using: &dice) {
                bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            }
            _ = try? TOML.table(of: bytes, path: "f")
        }
    }

    @Test("words find their command, and flags may stand anywhere") func commands() throws {
        var got = try run("--console-port 9 device --log-level debug release d1")
        #expect(got.command == "device release" && got.arguments == ["d1"] && got.settings[port] == 9)
        got = try run("device list --days 30 -- --odd")
        #expect(got.command == "device list" && got.arguments == ["--odd"] && got.settings[days] == 30)
        got = try run("call get_device --device d1 --days=-3 --verbose --console-port 9 --last")
        #expect(got.arguments == ["get_device"] && got.settings[port] == 9)
        #expect(
            got.otherFlags.map { "\($0.name)=\($0.value)" } == ["device=d1", "days=-3", "verbose=true", "last=true"])
        #expect(try run("call x --a -5").otherFlags.map(\.value) == ["-5"])
    }

    @Test("help says what there is, for the program and for a command") func help() throws {
        guard case .help(let all) = try grammar.read(["--help"], environment: [:]) else { throw CancellationError() }
        #expect(all.contains("device release <device>") && all.contains("(1…65535) Default: 8443."))
        guard case .help(let one) = try grammar.read(["device", "list", "-h"], environment: [:]) else {
            throw CancellationError()
        }
        #expect(
            one.hasPrefix("breeze device list [<filter>] [--flags]\n\nLists devices.") && one.contains("--days <value>")
        )
    }

    @Test("the version is said where there is one, and is an unknown flag where not") func version() throws {
        let grammar = Grammar(
            "tool", "Works.", version: "1.2.3", hasFlagsOnly: true, commands: [Command("go", "Goes.")])
        guard case .help(let said) = try grammar.read(["--version"], environment: [:]) else {
            throw CancellationError()
        }
        #expect(said == "tool 1.2.3")
        #expect(!grammar.help().contains("BREEZE_"), "variables are not read, so none is promised")
        #expect(throws: SettingsError.self) { try grammar.read(["go", "--version"], environment: [:]) }
        #expect(throws: SettingsError.self) { try self.grammar.read(["--version"], environment: [:]) }
    }

    @Test("all that is set is listed, with where it came from; of a secret only where its file is") func listed() throws
    {
        let path = FileManager.default.temporaryDirectory.appending(path: "breeze-listed-\(UUID().uuidString)").path
        try replace(path, with: Array("s3cret\n".utf8))
        defer { try? remove(path) }
        let toml = "log_level = \"debug\"\n"
        let got = try run("serve --session-key-file \(path)", ["BREEZE_DRAIN": "30s"], toml: toml).settings
        let list = got.listed(without: [isDemo])
        #expect(!list.contains { $0.name == "demo" })
        #expect(
            list.contains {
                $0.name == "log_level" && $0.value == "debug" && $0.source == "line 1 of /nowhere/breeze.toml"
            })
        #expect(list.contains { $0.name == "drain" && $0.value == "30s" && $0.source == "BREEZE_DRAIN" })
        #expect(
            list.contains { $0.name == "session_key_file" && $0.value == path && $0.source == "--session-key-file" })
        #expect(list.contains { $0.name == "console_port" && $0.value == "8443" && $0.source == "default" })
        #expect(list.contains { $0.name == "public_url" && $0.value == nil && $0.source == "default" })
        #expect(!list.text.contains("s3cret") && list.text.contains("public_url        –"))
    }

    @Test("no setting takes a secret itself, and flag and file are never both heard") func noSecrets() throws {
        for (words, toml) in [("serve --session-key s3cret", nil), ("serve", "session_key = \"s3cret\"")] {
            let error = #expect(throws: SettingsError.self) { try run(words, toml: toml) }
            #expect(error?.description.contains("s3cret") == false, "\(String(describing: error))")
        }
        let variable = try run("serve", ["BREEZE_SESSION_KEY": "s3cret"]).settings
        #expect(variable.strays == ["BREEZE_SESSION_KEY"] && variable[key] == nil)
    }

    @Test("a variable that looks like ours is told, not refused") func strays() throws {
        let got = try run("serve", ["BREEZE_PROT": "1", "PATH": "/", "BREEZE_DAYS": "3"])
        #expect(got.settings.strays == ["BREEZE_PROT"])
    }

    @Test("a secret comes from a file that only its owner can read") func secrets() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "breeze-secret-\(UUID().uuidString)").path
        try replace(path, with: Array("s3cret\n".utf8))
        #expect(try secret(at: path) == Array("s3cret".utf8))
        try replace(path, with: Array("s3cret\n".utf8), mode: 0o640)
        #expect(throws: OpenSecret.self) { try secret(at: path) }
        try remove(path)
        #expect(throws: FileError.self) { try secret(at: path) }
    }

    @Test("quantities are written as they are read", arguments: ["500ms", "25s", "90m", "2h", "7d", "0s"])
    func durations(word: String) { #expect(Duration(word: word)?.word == word) }

    @Test(
        "what is no quantity is refused",
        arguments: ["", "s", "1x", "-1s", "1.5h", "99999999999999999999s", "9223372036854775807d", "1 s"])
    func noQuantities(word: String) {
        #expect(Duration(word: word) == nil && ByteCount(word: word) == nil)
    }
}
