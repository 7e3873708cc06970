// swift-tools-version: 6.2
import PackageDescription

// Apps → Doors → Platform → Kits → C, and Features → Platform → Kits. Never sideways, never up.
// Build with `--explicit-target-dependency-import-check error`: the Makefile does.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// One module on one floor of the house.
func module(_ name: String, on floor: String, needs: [String] = []) -> Target {
    .target(
        name: name, dependencies: needs.map { .target(name: $0) },
        path: "Sources/\(floor)/\(name)", swiftSettings: strict)
}

/// One feature: its wire types, its agent half, its server half and its tests, in one folder.
func feature(_ name: String, agent: Bool = true, schema: Bool = true, fixtures: Bool = false) -> [Target] {
    func room(_ room: String, needs: [String], resources: [Resource] = []) -> Target {
        .target(
            name: name + room, dependencies: needs.map { .target(name: $0) },
            path: "Sources/Features/\(name)/\(room)", resources: resources, swiftSettings: strict)
    }
    var targets = [
        room("Wire", needs: ["Vocabulary"]),
        room("Server", needs: [name + "Wire", "FeatureKit"], resources: schema ? [.embedInCode("Schema")] : []),
    ]
    if agent { targets.append(room("Agent", needs: [name + "Wire", "AgentKit", "Files", "Programs"])) }
    let rooms = targets.map(\.name) + ["JSON", "Rehearsal"]
    targets.append(
        .testTarget(
            name: name + "Tests", dependencies: rooms.map { .target(name: $0) },
            path: "Sources/Features/\(name)/Tests", exclude: fixtures ? ["Fixtures"] : [], swiftSettings: strict))
    return targets
}

func app(_ name: String, needs: [String], in folder: String? = nil, resources: [Resource] = []) -> Target {
    .executableTarget(
        name: name, dependencies: needs.map { .target(name: $0) },
        path: folder ?? "Sources/Apps/\(name)", resources: resources, swiftSettings: strict)
}

func tests(_ name: String, of needs: [String] = [], data: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: needs.map { .target(name: $0) },
        path: "Tests/\(name)", exclude: data, swiftSettings: strict)
}

/// The agent is one file that needs no library of its host: `STATIC=1` (see the Makefile).
let openssl: [LinkerSetting] =
    Context.environment["STATIC"] == "1"
    ? [
        .unsafeFlags([
            "-L\(Context.packageDirectory)/.cache/staticlib", "-lssl", "-lcrypto", "-Xclang-linker", "-static-libgcc",
        ])
    ]
    : [.linkedLibrary("ssl"), .linkedLibrary("crypto")]

let c: [Target] = [
    .systemLibrary(
        name: "CArgon2", path: "Sources/C/CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
    .target(
        name: "CBeast", path: "Sources/C/CBeast", publicHeadersPath: "include",
        cxxSettings: [.define("BOOST_ASIO_HAS_STD_INVOKE_RESULT")], linkerSettings: openssl),
    .target(name: "CClock", path: "Sources/C/CClock", publicHeadersPath: "include"),
    .target(
        name: "CCrypto", path: "Sources/C/CCrypto", publicHeadersPath: "include",
        linkerSettings: openssl),
    .systemLibrary(
        name: "CCurl", path: "Sources/C/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CPQ", path: "Sources/C/CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "CSignals", path: "Sources/C/CSignals", publicHeadersPath: "include"),
    .target(name: "CToml", path: "Sources/C/CToml", publicHeadersPath: "include"),
    .target(name: "CSpawn", path: "Sources/C/CSpawn", publicHeadersPath: "include"),
]

let kits = [
    module("Checkups", on: "Kits", needs: ["CClock", "Files", "Secrets", "Shapes"]),
    module("Debian", on: "Kits", needs: ["Files", "Programs"]),
    module("Egress", on: "Kits", needs: ["CCurl", "Loops"]),
    module("Files", on: "Kits"),
    module("JSON", on: "Kits"),
    module("Journal", on: "Kits", needs: ["Shapes"]),
    module("Lifecycle", on: "Kits", needs: ["CSignals", "Journal"]),
    module("Loops", on: "Kits", needs: ["CBeast"]),
    module("Markup", on: "Kits", needs: ["Shapes"]),
    module("Passwords", on: "Kits", needs: ["CArgon2", "Secrets"]),
    module("Postgres", on: "Kits", needs: ["CPQ", "CSpawn", "Files", "JSON", "Loops", "Programs"]),
    module("Programs", on: "Kits", needs: ["CSpawn", "Files"]),
    module("Secrets", on: "Kits", needs: ["CCrypto", "Shapes"]),
    module("Settings", on: "Kits"),
    module("SettingsFile", on: "Kits", needs: ["CToml", "Files", "Settings"]),
    module("Shapes", on: "Kits", needs: ["JSON"]),
    module("Systemd", on: "Kits", needs: ["Files", "Programs"]),
    module("Web", on: "Kits", needs: ["CBeast", "Loops"]),
]

let platform = [
    module("Vocabulary", on: "Platform", needs: ["Shapes"]),
    module("AgentKit", on: "Platform", needs: ["Vocabulary", "Files", "Secrets", "Journal", "Lifecycle", "Web"]),
    module("GateKit", on: "Platform", needs: ["Vocabulary", "Postgres", "Secrets"]),
    module("FeatureKit", on: "Platform", needs: ["GateKit", "Markup", "Secrets"]),
    .target(
        name: "ServerKit", dependencies: ["FeatureKit", "Files", "Journal", "Lifecycle"],
        path: "Sources/Platform/ServerKit", resources: [.embedInCode("Schema")], swiftSettings: strict),
]

let features = [
    feature("Access", agent: false),
    feature("Audit", agent: false, schema: false),
    feature("Devices"),
    feature("Metrics", fixtures: true),
    feature("Reliability", fixtures: true),
    feature("Tenancy", agent: false, schema: false),
]

/// Every feature's server and agent: what the two programs, and the contract tests, are made of.
let servers = features.flatMap(\.self).map(\.name).filter { $0.hasSuffix("Server") }
let observers = features.flatMap(\.self).map(\.name).filter { $0.hasSuffix("Agent") }

let doors: [Target] = [
    module("Agents", on: "Doors", needs: ["Files", "Reception", "ServerKit"]),
    module("CLI", on: "Doors", needs: ["Files", "JSON", "Shapes", "Web"]),
    module("Console", on: "Doors", needs: ["Reception", "ServerKit"]),
    module("MCP", on: "Doors", needs: ["GateKit", "Reception"]),
    module("REST", on: "Doors", needs: ["GateKit", "Reception"]),
    module("Reception", on: "Doors", needs: ["GateKit", "Secrets", "Web"]),
    module("Stream", on: "Doors", needs: ["Reception", "ServerKit"]),
]

let apps = [
    app(
        "breeze",
        needs: servers + [
            "Agents", "CLI", "Checkups", "Console", "Debian", "Files", "Lifecycle", "Loops", "MCP", "Postgres",
            "Programs", "REST", "Secrets", "ServerKit", "Settings", "SettingsFile", "Stream", "Systemd", "Web",
        ]),
    app(
        "breeze-agent",
        needs: observers + [
            "AgentKit", "Checkups", "Files", "JSON", "Lifecycle", "Loops", "Secrets", "Settings", "Systemd", "Web",
        ], resources: [.embedInCode("Unit")]),
    app(
        "breeze-bench",
        needs: ["Files", "JSON", "Lifecycle", "Loops", "Postgres", "Programs", "Secrets", "Settings", "Web"],
        in: "Benchmarks/breeze-bench"),
    app("breeze-demo", needs: ["Lifecycle", "Rehearsal"]),
    app(
        "breeze-fleet",
        needs: [
            "AgentKit", "Files", "JSON", "Lifecycle", "Loops", "MetricsWire", "ReliabilityWire", "Secrets", "Settings",
            "Web",
        ]),
]

let rehearsal: [Target] = [
    .target(
        name: "Rehearsal",
        dependencies: [
            "AccessServer", "AgentKit", "Agents", "Console", "DevicesServer", "Lifecycle", "Loops", "MCP",
            "Postgres", "Programs", "REST", "Reception", "Secrets", "ServerKit", "Stream", "TenancyServer", "Web",
        ],
        path: "Sources/Rehearsal", swiftSettings: strict)
]

/// What strangers' bytes are fed to; the program that makes them up brings `main` along, so that only `make fuzz` builds it.
let fuzz: [Target] =
    [
        module("FuzzTargets", on: "Fuzz", needs: ["JSON", "Settings", "SettingsFile", "Shapes", "Vocabulary", "Web"])
    ]
    + (Context.environment["FUZZING"] == "1"
        ? [app("breeze-fuzz", needs: ["FuzzTargets"], in: "Sources/Fuzz/breeze-fuzz")] : [])

let proofs = [
    tests("ConsoleTests", of: ["Console", "GateKit", "JSON", "Markup", "Rehearsal", "ServerKit", "Shapes", "Web"]),
    tests(
        "ContractTests",
        of: servers + [
            "CLI", "Files", "JSON", "Postgres", "REST", "Reception", "Rehearsal", "ServerKit", "Settings", "Web",
        ]),
    tests("EgressTests", of: ["Egress", "Loops", "Programs", "Web"]),
    tests("EndToEndTests", of: ["JSON", "Rehearsal", "Shapes", "Vocabulary"]),
    tests("CLITests", of: ["CLI", "JSON", "Rehearsal", "ServerKit", "Web"]),
    tests("EndpointTests", of: ["Programs", "Rehearsal"]),
    tests(
        "FleetTests",
        of: ["Files", "JSON", "Loops", "MetricsServer", "Programs", "Rehearsal", "ReliabilityServer", "Web"]),
    tests("FuzzTests", of: ["FuzzTargets"], data: ["Corpus"]),
    tests("HouseTests"),
    tests(
        "KitTests",
        of: [
            "Checkups", "Debian", "Files", "JSON", "Journal", "Lifecycle", "Loops", "Passwords", "Programs",
            "Rehearsal", "Secrets", "Settings", "SettingsFile", "Shapes",
        ], data: ["Cases"]),
    tests("MCPTests", of: ["GateKit", "JSON", "Loops", "MCP", "Postgres", "Reception", "Shapes", "Vocabulary", "Web"]),
    tests("MarkupTests", of: ["Markup", "Shapes"]),
    tests("PlatformTests", of: ["AgentKit", "GateKit", "JSON", "Postgres", "Rehearsal", "ServerKit"]),
    tests("PostgresTests", of: ["CSpawn", "Loops", "Postgres", "Programs", "Rehearsal"]),
    tests(
        "RESTTests",
        of: ["FeatureKit", "JSON", "REST", "Reception", "Rehearsal", "ServerKit", "Shapes", "Vocabulary", "Web"]),
    tests("StreamTests", of: ["AgentKit", "JSON", "Rehearsal", "ServerKit", "Vocabulary", "Web"]),
    tests("WebTests", of: ["Loops", "Programs", "Web"]),
]

let package = Package(
    name: "breeze",
    targets: c + kits + platform + features.flatMap(\.self) + doors + apps + rehearsal + fuzz + proofs,
    cxxLanguageStandard: .cxx20)
