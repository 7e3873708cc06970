// SPDX-License-Identifier: Apache-2.0
import Glibc
import Settings

/// What can be set, and how the program is called.
enum Options {
    static let quick = Setting("quick", "A small run that writes no figures: 200 devices, one minute.", default: false)
    static let only = Setting<[String]>(
        "only", "The chapters that are measured: engine, database, server, agent.",
        default: Chapter.allCases.map(\.rawValue),
        must: { $0.allSatisfy { Chapter(rawValue: $0) != nil } ? nil : "must name chapters" })
    static let devices = Setting("devices", "How many devices are enrolled.", default: 10_000, in: 10...10_000)
    static let samples = Setting("samples", "How many samples each of them sends.", default: 12, in: 2...1000)
    static let minutes = Setting("minutes", "How long the agent is watched.", default: 10, in: 1...1440)
    static let requests = Setting(
        "requests", "How many calls each latency is taken from.", default: 20_000, in: 100...1_000_000)
    static let links = Setting("links", "How many idle links are held.", default: 10_000, in: 10...15_000)
    static let folder = Setting<Path>("folder", "Where the certificate lies.")
    static let plain = Setting("plain", "The port without TLS.", default: 8080, in: 1...65535)
    static let secure = Setting("secure", "The port with TLS.", default: 8443, in: 1...65535)
    static let programs = Setting("programs", "The folder with breeze and breeze-fleet.", default: Path(ownFolder))
    static let agent = Setting(
        "agent", "The agent's program.", default: Path(".build/agent/release/breeze-agent"))
    static let figures = Setting("figures", "Where the figures are written.", default: Path("docs/figures.md"))

    static let grammar = Grammar(
        "breeze-bench", "Measures a server of its own, and writes the figures down.", hasFlagsOnly: true,
        commands: [
            Command(
                "", "Measures a server of its own, with a fleet and an agent, and writes the figures down.",
                settings: [quick, only, devices, samples, minutes, requests, links, programs, agent, figures]),
            Command(
                "hello", "Answers every request with the same kilobyte, until a signal.",
                settings: [folder, plain, secure]),
        ])

    /// Where this program lies: the others are built into the same folder.
    private static var ownFolder: String {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count - 1)
        let text = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(text[..<(text.lastIndex(of: "/") ?? text.startIndex)])
    }
}

/// What one run measures with.
struct Extent: Sendable {
    let devices: Int
    let samples: Int
    let minutes: Int
    let requests: Int
    let links: Int

    init(_ settings: Settings) {
        let isQuick = settings[Options.quick]
        devices = isQuick ? 200 : settings[Options.devices]
        samples = settings[Options.samples]
        minutes = isQuick ? 1 : settings[Options.minutes]
        requests = isQuick ? 2000 : settings[Options.requests]
        links = min(devices, settings[Options.links])
    }
}
