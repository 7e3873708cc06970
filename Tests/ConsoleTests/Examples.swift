// SPDX-License-Identifier: Apache-2.0
import Console
import JSON
import Markup
import Shapes

/// A machine as a feature might list it.
struct Machine: Sendable {
    let id: Int
    let name: String
    let tone: Tone
    let state: String
    let organization: String
    let system: String
    let cpu: Double
    let memory: Double
    let disk: Double
    let score: Int?
    let seen: Instant
    let load: [Double]
}

/// Plausible values, the same on every run.
enum Example {
    static let now = Instant(milliseconds: 1_795_285_502_125)

    static var frame: Frame {
        var frame = Frame(
            places: [
                .init("Overview", "/", .layoutDashboard, key: "o"),
                .init("Devices", "/devices", .monitor, key: "d", count: 9842),
                .init("Organizations", "/organizations", .building, key: "c"),
                .init("API keys", "/keys", .key, key: "k"),
            ],
            scope: .init(
                "All organizations",
                [
                    .init("All organizations", "/devices", isCurrent: true),
                    .init("Acme Manufacturing", "/devices?organization=1"),
                    .init("Fairhaven Hospital", "/devices?organization=2"),
                    .init("<b>Kestrel</b> & Söhne", "/devices?organization=3"),
                ]),
            viewer: "dana.cho")
        frame.isLive = true
        return frame
    }

    static func wave(_ seed: Int, _ count: Int, around level: Double, by swing: Double) -> [Double] {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<count).map { step in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Double(state >> 33) / Double(1 << 31) - 0.5
            let slow = [0, 0.4, 0.7, 0.9, 1, 0.9, 0.7, 0.4, 0, -0.4, -0.7, -0.9, -1, -0.9, -0.7, -0.4][step / 6 % 16]
            return min(99, max(0, level + swing * slow * 0.6 + noise * swing * 0.7))
        }
    }

    static let machines: [Machine] = (0..<50).map { index in
        let names = ["web", "sql", "files", "backup", "dc", "app", "print", "mail"]
        let tone: Tone = index < 3 ? .critical : index < 11 ? .warning : index % 9 == 0 ? .idle : .ok
        let reasons: [Tone: String] = [
            .critical: ["postgresql.service failed 4 times", "Disk / is 97 % full", "Crashed 3 times since Monday"][
                index % 3],
            .warning: ["Memory above 90 % for 20 min", "Score fell by 31", "Restart pending for 9 days"][index % 3],
            .idle: "Offline", .ok: "Online",
        ]
        return Machine(
            id: index, name: "\(names[index % 8])-\(index % 2 == 0 ? "acm" : "fai")-\(101 + index)", tone: tone,
            state: reasons[tone] ?? "", organization: index % 2 == 0 ? "Acme Manufacturing" : "Fairhaven Hospital",
            system: index % 3 == 0 ? "Debian 12" : index % 3 == 1 ? "Ubuntu 24.04" : "Debian 13",
            cpu: tone == .critical ? 97 : 12 + Double(index * 7 % 50), memory: 40 + Double(index * 11 % 55),
            disk: index % 3 == 1 && index < 9 ? 97 : 20 + Double(index * 13 % 60),
            score: tone == .idle ? nil : 100 - index * 17 % 60,
            seen: Instant(milliseconds: now.milliseconds - (tone == .idle ? 93_000_000 : index * 900)),
            load: wave(index + 1, 30, around: tone == .critical ? 88 : 30, by: 22))
    }

    static let hostile = "\"><script>alert(1)</script>\u{202E}gpj.exe\0 & 'co'"
}

extension Machine {
    static let columns: [Column<Machine>] = [
        Column("Device", .name, sort: "name") { machine in
            statusMark(machine.tone, saying: machine.tone.rawValue)
            machine.name
        },
        Column("State", .status, sort: "state") { $0.state },
        Column("Organization", .text, .often) { $0.organization },
        Column("System", .text, .sometimes) { $0.system },
        Column("CPU, 1 h", .meter, sort: "cpu", .often) {
            sparkline($0.load, $0.cpu > 90 ? .critical : .idle, upTo: 100)
        },
        Column("Memory", .meter, sort: "memory", .often) { machine in
            meter(machine.memory, machine.memory > 90 ? .warning : .idle, saying: Words.percent(machine.memory))
        },
        Column("Disk", .meter, sort: "disk", .sometimes) { machine in
            meter(machine.disk, machine.disk > 95 ? .critical : .idle, saying: Words.percent(machine.disk))
        },
        Column("Score", .number, sort: "score") { machine in
            if let score = machine.score { Words.count(score) } else { absent() }
        },
        Column("Seen", .time, sort: "seen") { ago($0.seen, now: Example.now) },
    ]
}
