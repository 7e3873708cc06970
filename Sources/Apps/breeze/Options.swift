// SPDX-License-Identifier: Apache-2.0
import Glibc
import Settings
import Vocabulary

/// What can be set, and how the program is called.
enum Options {
    static let data = Setting(
        "data", "The folder of everything that this installation keeps.", default: Path(defaultFolder),
        inWords: "/var/lib/breeze for root, else ~/.local/share/breeze")
    static let file = Setting("config", "The settings file, in TOML.", default: Path("/etc/breeze/breeze.toml"))

    static let publicURL = Setting<String?>.perhaps(
        "public_url", "Where people find the console; plain http only on localhost, which is the default.",
        must: isPublicURL)
    static let console = Setting("console_port", "The console's and the API's port.", default: 8443, in: 1...65_535)
    static let agents = Setting("agents_port", "The agents' port.", default: 8444, in: 1...65_535)
    static let health = Setting(
        "health_port", "The port of health and metrics, on loopback only.", default: 8440, in: 1...65_535)
    static let address = Setting("address", "The address to listen on, except for plain http.", default: "0.0.0.0")
    static let agentNames = Setting(
        "agent_names", "Names and addresses under which agents find this server, besides its own.", default: [String]())
    static let certificate = Setting<Path?>.perhaps(
        "certificate", "The console's certificate chain, in PEM, instead of our own; read again when it changes.")
    static let certificateKey = Setting<Path?>.secret("certificate_key", "The key of that certificate, in PEM.")
    static let databaseURL = Setting<Path?>.secret(
        "database_url", "A PostgreSQL of your own, instead of the embedded one.")
    static let databaseConnections = Setting(
        "database_connections", "Connections that this server may have to PostgreSQL.", default: 40, in: 10...500)
    static let backsUp = Setting(
        "backup_before_migration",
        "Whether a PostgreSQL of your own is backed up here before its schema changes; the embedded one always is.",
        default: true)
    static let partner = Setting("partner", "What the provider is called, at the first start.", default: "My company")
    static let loops = Setting(
        "loops", "Event loops.", default: processors, inWords: "one for each processor, at most 8", in: 1...64)
    static let assets = Setting<Path?>.perhaps("assets", "The folder of the console's assets.")
    static let handout = Setting<Path?>.perhaps(
        "agent_folder", "The folder of the agents' programs that machines fetch from here.")
    static let agent = Setting<Path?>.perhaps(
        "with_agent", "An agent's program: it is enrolled and run on this machine.")

    /// What the server itself is made of: what `run` takes, `config` prints and `doctor` looks at.
    static let running: [any Declared] =
        [
            publicURL, console, agents, health, address, agentNames, certificate, certificateKey, databaseURL,
            databaseConnections, backsUp, partner, loops, assets, handout, agent,
        ] + ListenerOptions.all

    static let isJSON = Setting("json", "Answers in JSON, for programs.", default: false)
    static let digest = Setting<String?>.perhaps(
        "sha256", "The package's SHA-256; without it the file SHA256SUMS beside the package has to name it.",
        must: { $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) ? nil : "must be 64 hexadecimal digits" })
    static let patience = Setting(
        "within", "How long the new version may take until it is healthy.", default: Duration.seconds(300),
        in: .seconds(5) ... .seconds(3600))

    static let url = Setting<String?>.perhaps(
        "url", "The server to ask, instead of the one on this machine: https://breeze.example.com:8443.",
        must: isServerURL)
    static let key = Setting<Path?>.secret("key", "The API key for that server.")
    static let authority = Setting<Path?>.perhaps(
        "ca_file", "The authority to believe that server by, in PEM, instead of the system's.")
    static let pin = Setting<String?>.perhaps(
        "ca_sha256", "The fingerprint of that authority, as the server prints it, instead of a file.",
        must: { $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) ? nil : "must be 64 hexadecimal digits" })
    static let organization = Setting<String?>.perhaps(
        "in_organization", "The organization that the call is about, by id or name.")
    static let once = Setting<String?>.perhaps("idempotency_key", "Makes a repeated call have one effect.")
    static let wait = Setting("wait", "Seconds to wait for devices.", default: 20, in: 0...60)
    static let json = Setting(
        "json", "Prints the answer as the server said it; --no-json draws a table.", default: isatty(1) == 0,
        inWords: "true, except on a terminal")
    static let watch = Setting(
        "watch", "Asks again and again, and prints whenever the answer differs, for at most a day.", default: false)
    static let every = Setting("every", "Seconds between two looks of --watch.", default: 2, in: 1...3600)

    /// How a server is reached, whoever asks it.
    private static let reaching: [any Declared] = [url, key, authority, pin]
    static let asking: [any Declared] = reaching + [organization, once, wait, json, watch, every]

    static let grammar = Grammar(
        "breeze", "Remote monitoring and management for people and AI agents.", version: Release.version,
        settings: [data, file],
        commands: [
            Command("run", "Runs the server in the foreground.", settings: running),
            Command(
                "config", "Prints what is set, and where each value came from.", settings: running + [isJSON]),
            Command(
                "doctor", "Looks at all that this installation stands on, and says what to do about what is not well.",
                settings: running + [isJSON]),
            Command(
                "upgrade", "Installs another version from its package, and puts the old one back if it is not healthy.",
                settings: [health, databaseURL, digest, patience],
                arguments: [.one("package", "The .deb of the new version.")]),
            Command(
                "call", "Calls a tool by its name: `breeze call list_devices --limit 5`.", settings: asking,
                arguments: [
                    .one("tool", "Its name."), .several("values", "What it requires, in the order of --help."),
                ],
                otherFlags: .kept),
            Command("login", "Prints a link that signs the administrator in, once; on the server's own machine."),
            Command(
                "completion", "Prints what makes a shell complete words: bash, zsh or fish.",
                arguments: [.one("shell", "Which one.")]),
            Command(
                "complete", "What a shell may offer next; it asks this itself.", settings: reaching,
                arguments: [.several("words", "What stands on its line.")]),
            Command(
                "", "Calls a tool by what people say: `breeze device list`, `breeze device get work-01`.",
                settings: asking,
                arguments: [
                    .perhaps("thing", "What it is about."), .perhaps("verb", "What is done with it."),
                    .several("values", "What it requires, in the order of --help."),
                ], otherFlags: .kept),
        ] + DatabaseOptions.commands)

    /// As root the system's folder, else one of the account's own.
    private static var defaultFolder: String {
        guard geteuid() != 0 else { return "/var/lib/breeze" }
        let home = getenv("HOME").map { String(cString: $0) } ?? "/tmp"
        return home + "/.local/share/breeze"
    }

    /// Where people find the console: on this machine, unless something else is set.
    static func console(of settings: Settings) -> String {
        settings[publicURL] ?? "http://localhost:\(settings[console])"
    }

    private static var processors: Int { min(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1), 8) }

    /// A key goes over a line that nobody else reads.
    private static func isServerURL(_ text: String) -> String? {
        isPublicURL(text) == nil ? nil : "must begin with https://, or be http://localhost with a port"
    }

    private static func isPublicURL(_ text: String) -> String? {
        if text.hasPrefix("https://"), text.count > 8 { return nil }
        let rest = text.dropFirst("http://".count)
        let isLocal =
            text.hasPrefix("http://") && ["localhost", "127.0.0.1"].contains { rest == $0 || rest.hasPrefix($0 + ":") }
        return isLocal ? nil : "must begin with https://, or be http://localhost with a port"
    }
}
