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
func feature(_ name: String, agent: Bool = true) -> [Target] {
    func room(_ room: String, needs: [String], resources: [Resource] = []) -> Target {
        .target(
            name: name + room, dependencies: needs.map { .target(name: $0) },
            path: "Sources/Features/\(name)/\(room)", resources: resources, swiftSettings: strict)
    }
    var targets = [
        room("Wire", needs: ["Vocabulary"]),
        room("Server", needs: [name + "Wire", "FeatureKit"], resources: [.embedInCode("Schema")]),
    ]
    if agent { targets.append(room("Agent", needs: [name + "Wire", "AgentKit", "Files"])) }
    let rooms = targets.map(\.name) + ["Rehearsal"]
    targets.append(
        .testTarget(
            name: name + "Tests", dependencies: rooms.map { .target(name: $0) },
            path: "Sources/Features/\(name)/Tests", swiftSettings: strict))
    return targets
}

func app(_ name: String, needs: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: needs.map { .target(name: $0) },
        path: "Sources/Apps/\(name)", swiftSettings: strict)
}

func tests(_ name: String, of needs: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: needs.map { .target(name: $0) },
        path: "Tests/\(name)", swiftSettings: strict)
}

let c: [Target] = [
    .target(
        name: "CBeast", path: "Sources/C/CBeast", publicHeadersPath: "include",
        cxxSettings: [
            .unsafeFlags(["-Wno-invalid-offsetof"]), .define("BOOST_ASIO_HAS_STD_INVOKE_RESULT"),
        ], linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .systemLibrary(name: "CPQ", path: "Sources/C/CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "CSpawn", path: "Sources/C/CSpawn", publicHeadersPath: "include"),
]

let kits = [
    module("Files", on: "Kits"),
    module("JSON", on: "Kits"),
    module("Lifecycle", on: "Kits"),
    module("Loops", on: "Kits", needs: ["CBeast"]),
    module("Markup", on: "Kits"),
    module("Postgres", on: "Kits", needs: ["CPQ", "CSpawn", "Files", "Loops"]),
    module("Shapes", on: "Kits", needs: ["JSON"]),
    module("Web", on: "Kits", needs: ["CBeast", "Loops"]),
]

let platform = [
    module("Vocabulary", on: "Platform", needs: ["Shapes"]),
    module("AgentKit", on: "Platform", needs: ["Vocabulary"]),
]

// Metrics and Reliability, as far as they stand; `feature("Metrics"), feature("Reliability")` will take this place.
func room(_ feature: String, _ room: String, needs: [String]) -> Target {
    .target(
        name: feature + room, dependencies: needs.map { .target(name: $0) },
        path: "Sources/Features/\(feature)/\(room)", swiftSettings: strict)
}
func roomTests(_ feature: String, of needs: [String]) -> Target {
    .testTarget(
        name: feature + "Tests", dependencies: needs.map { .target(name: $0) },
        path: "Sources/Features/\(feature)/Tests", exclude: ["Fixtures"], swiftSettings: strict)
}
let features: [[Target]] = [
    [
        room("Metrics", "Wire", needs: ["Vocabulary"]),
        room("Metrics", "Agent", needs: ["MetricsWire", "AgentKit", "Files"]),
        room("Reliability", "Wire", needs: ["Vocabulary"]),
        room("Reliability", "Agent", needs: ["ReliabilityWire", "AgentKit", "Files"]),
        room("Reliability", "Server", needs: ["ReliabilityWire"]),
        roomTests("Metrics", of: ["MetricsWire", "MetricsAgent", "Files", "JSON", "Shapes"]),
        roomTests(
            "Reliability",
            of: ["ReliabilityWire", "ReliabilityAgent", "ReliabilityServer", "Files", "JSON", "Shapes", "Vocabulary"]),
    ]
]

let doors: [Target] = []

let apps: [Target] = []

let proofs = [
    tests("HouseTests")
]

let package = Package(
    name: "breeze",
    targets: c + kits + platform + features.flatMap(\.self) + doors + apps + proofs,
    cxxLanguageStandard: .cxx20)
