// SPDX-License-Identifier: Apache-2.0
import Console
import JSON
import Markup
import Shapes

/// Every page in every state that looks different, by name.
extension Example {
    static var pages: [(name: String, page: Node)] {
        [
            ("overview", overview), ("overview-empty", overviewEmpty), ("devices", devices(machines)),
            ("devices-none", devicesNone), ("devices-first", devicesFirst), ("device", device),
            ("form", form(refusing: [])),
            ("form-refused", refusedForm), ("result", result), ("blocked", blocked), ("secret", secret),
            ("sign-in", signIn), ("not-found", problem(.notFound(at: "/devices/" + hostile))),
            ("forbidden", problem(Problem("Not allowed", what: "This needs the permission devices:write."))),
            ("unavailable", unavailable), ("hostile", hostilePage),
        ]
    }

    static var overview: Node {
        overviewPage(
            "Overview", at: "/",
            figures: [
                figure("Devices", "9,842") { "9,204 online" },
                figure("Critical", "3") { status(.critical, "needs somebody") },
                figure("Warning", "8") { status(.warning, "2 more than yesterday") },
                figure("Score, all devices", "91", unit: "of 100") { sparkline(wave(3, 40, around: 60, by: 30), .ok) },
                figure("Events, 24 h", "1,247") { "1,103 info" },
            ],
            cards: [worst, activity, reliability],
            in: frame)
    }

    static var overviewEmpty: Node {
        overviewPage(
            "Overview", at: "/", figures: [],
            cards: [
                card("Devices", icon: .monitor) {
                    emptyState("No device yet", icon: .monitor) {
                        p { "Run this on a Debian machine; it appears here within a minute." }
                        codeBlock(
                            "curl -fsS https://rmm.example:8443/enroll | sudo sh -s -- --key bre_7Hq2…",
                            called: "Enrollment command")
                    }
                }
            ],
            in: frame)
    }

    static var worst: Node {
        card("Needs attention", icon: .triangleAlert, trailing: more("All devices", to: "/devices?sort=state")) {
            issues {
                for machine in machines.prefix(5) {
                    issue(machine.tone, machine.tone.rawValue, machine.name, trailing: ago(machine.seen, now: now)) {
                        machine.state
                    }
                }
            }
        }
    }

    static var activity: Node {
        card("Activity", icon: .activity) {
            timeline {
                moment(.critical, .octagonAlert, what: { "Score of sql-fai-102 fell from 73 to 42" }) {
                    "reliability · "
                    ago(Instant(milliseconds: now.milliseconds - 130_000), now: now)
                }
                moment(.ok, .plug, what: { "web-acm-101 was enrolled" }) {
                    "dana.cho · "
                    ago(Instant(milliseconds: now.milliseconds - 5_400_000), now: now)
                }
                moment(.idle, .key, what: { "API key “reporting” was made" }) {
                    "dana.cho · "
                    ago(Instant(milliseconds: now.milliseconds - 200_000_000), now: now)
                }
            }
        }
    }

    static var reliability: Node {
        card("Reliability", icon: .heartPulse, trailing: badge("30 days")) {
            figures {
                figure("Score", "42", unit: "of 100") { status(.critical, "falling") }
                figure("Between failures", "3 d 4 h")
                figure("Crashes", "4") { sparkline([0, 0, 1, 0, 0, 2, 0, 1], .warning) }
            }
            issues {
                issue(.critical, "Critical", "postgresql.service failed 4 times", trailing: .text("−24")) {
                    "Last said: "
                    untrusted(
                        "FATAL:  could not map anonymous shared memory: Cannot allocate memory", from: "sql-fai-102")
                }
                issue(.warning, "Warning", "Unclean restart", trailing: .text("−12")) {
                    "2 times, last on 2026-11-19 02:14:07 UTC"
                }
                issue(.info, "Info", "Journal reaches back 11 days only", trailing: .text("0"))
            }
        }
    }

    static func devices(_ shown: [Machine], query: String = "") -> Node {
        let address = Address("/devices", [.init("sort", "state")]).with("q", query)
        var page = ListPage(
            "Devices", at: "/devices",
            paging: Paging("1–50 of 9,842", next: address.with("cursor", "bmV4dA"))
        ) { grid(shown, Machine.columns, called: "Devices", at: address) { "/devices/\($0.id)" } }
        page.filter = .init(address, hint: "Name, system, address")
        page.views = [
            segment("All", to: "/devices", isCurrent: true),
            segment("Critical", to: "/devices?health=critical", isCurrent: false),
            segment("Warning", to: "/devices?health=warning", isCurrent: false),
            segment("Offline", to: "/devices?connectivity=offline", isCurrent: false),
        ]
        page.actions = [linkButton("Enroll device", to: "/enroll", icon: .plus, kind: .primary)]
        return listPage(page, in: frame)
    }

    static var devicesNone: Node {
        let address = Address("/devices", [.init("q", "sqlx")])
        var page = ListPage("Devices", at: "/devices", paging: Paging("0 of 9,842")) {
            emptyState("No device matches “sqlx”", icon: .search) {
                p { "Names, systems and addresses were searched." }
                linkButton("Show all devices", to: "/devices")
            }
        }
        page.filter = .init(address, hint: "Name, system, address")
        return listPage(page, in: frame)
    }

    static var devicesFirst: Node {
        listPage(
            ListPage("Devices", at: "/devices", paging: Paging("0 devices")) {
                emptyState("No device yet", icon: .monitor) {
                    p { "Run this on a Debian machine; it appears here within a minute." }
                    codeBlock(
                        "curl -fsS https://rmm.example:8443/enroll | sudo sh -s -- --key bre_7Hq2…",
                        called: "Enrollment command")
                }
            }, in: frame)
    }

    static var device: Node {
        var page = SubjectPage(
            "sql-fai-102", at: "/devices", crumbs: [Crumb("Devices", "/devices"), Crumb("sql-fai-102")], icon: .server,
            .critical)
        page.subtitle = [
            status(.critical, "Critical"), status(.ok, "Online"),
            .group([.text("Seen "), ago(Instant(milliseconds: now.milliseconds - 4000), now: now)]),
            .text("Fairhaven Hospital, HQ"), .text("Debian 12"), mono("10.15.4.77"),
        ]
        page.actions = [
            linkButton("Collect diagnostics", to: "/devices/1/diagnostics", icon: .stethoscope),
            linkButton("Edit", to: "/devices/1/edit", icon: .settings),
        ]
        page.main = [performance, reliability]
        page.side = [
            card("Facts", icon: .info) {
                facts {
                    fact("Host name") { untrusted("sql-fai-102.fairhaven.example", from: "the agent") }
                    fact("Model") { untrusted("PowerEdge R760", from: "the firmware") }
                    fact("Serial") { mono("7XK20W3") }
                    fact("Memory", Words.bytes(137_438_953_472))
                    fact("Agent") { mono("0.3.1") }
                    fact("Up", Words.duration(seconds: 273_400))
                    fact("Warranty", nil)
                }
            },
            card("Disks", icon: .disk) {
                facts {
                    fact("/") { meter(97, .critical, saying: "97 %") }
                    fact("/var") { meter(71, saying: "71 %") }
                    fact("/srv/data") { meter(38, saying: "38 %") }
                }
            },
            activity,
        ]
        return subjectPage(page, in: frame)
    }

    static var performance: Node {
        let times = (0..<72).map { Instant(milliseconds: now.milliseconds - (71 - $0) * 300_000) }
        let cpu: [Double?] =
            wave(7, 60, around: 34, by: 18).map { $0 } + [58, 79, 94, 97, 98, 97, 98, 96, 97, 98, 97, 97]
        let memory: [Double?] = wave(9, 72, around: 66, by: 5).map { $0 }
        var disk: [Double?] = wave(4, 72, around: 20, by: 14).map { $0 }
        for gap in 30..<36 { disk[gap] = nil }
        return card(
            "Performance", icon: .cpu,
            trailing: segments("Range") {
                for (word, isCurrent) in [
                    ("1 h", false), ("6 h", true), ("24 h", false), ("7 d", false), ("30 d", false),
                ] {
                    segment(word, to: "/devices/1?range=" + word, isCurrent: isCurrent)
                }
            }
        ) {
            timeChart(
                TimeChart(
                    "Performance",
                    saying:
                        "CPU was 34 percent on average, and above 90 percent for 50 minutes. Memory was 66 percent.",
                    times: times, [.init("CPU", cpu), .init("Memory", memory), .init("Disk busy", disk)], unit: "%",
                    upTo: 100,
                    marks: [
                        .init(times[60], .critical, "postgresql.service failed"),
                        .init(times[22], .info, "Agent updated"),
                    ]))
        }
    }

    static func problem(_ problem: Problem) -> Node {
        problemPage(problem, back: Crumb("Back to devices", "/devices"), in: frame)
    }

    static var unavailable: Node {
        problemPage(
            Problem(
                "Not available right now", what: "The database does not answer. Nothing changed.",
                remedy: "Try again in a minute. If it stays like this, read the server's log.",
                request: "00-4bf92f3577b34da6a3ce929d0e0e4736-00"),
            back: Crumb("Try again", "/"), in: Frame(places: []))
    }

    static var hostilePage: Node {
        var page = SubjectPage(hostile, at: "/devices", crumbs: [Crumb(hostile)], icon: .server, .idle)
        page.subtitle = [untrusted(hostile), status(.idle, hostile), badge(hostile)]
        page.main = [
            card(hostile) {
                codeBlock(hostile, called: hostile)
                a("javascript:alert(1)") { "a link" }
                a("//evil.example/") { "another" }
                facts { fact(hostile, hostile) }
            }
        ]
        return subjectPage(page, in: frame)
    }
}
