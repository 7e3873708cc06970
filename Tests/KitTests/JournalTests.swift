// SPDX-License-Identifier: Apache-2.0
import JSON
import Journal
import Shapes
import Synchronization
import Testing

@Suite struct JournalTests {
    @Test("a line says when, how bad, what, and the facts in their order, in JSON") func lines() throws {
        let book = Book(.json)
        book.journal.notice("judged", ["organization": "o1", "examined": 40, "took": Duration.milliseconds(1500)])
        #expect(
            book.text
                == #"{"time":"2026-11-21T16:25:02.125Z","level":"notice","message":"judged","#
                + #""organization":"o1","examined":40,"took":1.5}"# + "\n")
        book.journal.error("broken", ["ok": false, "ratio": 0.5, "odd": Double.nan, "big": UInt64.max])
        let line = try #require(book.lines.last)
        #expect(line.hasSuffix(#""ok":false,"ratio":0.5,"odd":"nan","big":18446744073709551615}"#))
    }

    @Test("a person reads the same facts on a terminal") func human() {
        let book = Book(.plain)
        book.journal.notice("judged", ["organization": "o1", "why": "two words", "none": "", "count": 3])
        #expect(book.text == "16:25:02.125 notice  judged organization=o1 why=\"two words\" none=\"\" count=3\n")
        let colored = Book(.colored)
        colored.journal.error("broken", ["a": 1])
        #expect(colored.text.contains("\u{1B}[31merror  \u{1B}[0m broken"))
    }

    @Test(
        "no value can forge a line or command a terminal",
        arguments: [
            "a\n{\"level\":\"error\"}", "\r\nx", "\u{1B}[2J", "\u{9B}31m", "\u{2028}", "\u{202E}txt", "\u{7F}", "\0",
            "\"},{\"", "\\", "\u{2066}",
        ])
    func forgery(value: String) throws {
        for style in [Sink.Style.json, .plain] {
            let book = Book(style)
            book.journal.info("got", ["value": value])
            #expect(book.text.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
            let commands = book.text.dropLast().unicodeScalars.filter {
                $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
                    || $0.properties.generalCategory == .lineSeparator
            }
            #expect(commands.isEmpty, "\(book.text)")
            guard style == .json else { continue }
            #expect(try JSON(parsing: Array(book.text.dropLast().utf8))["value"] == .string(value))
        }
    }

    @Test(
        "what opens something is not written",
        arguments: [
            ("key brz_AbCdEfGhIjKlMnOp rest", "key brz_AbCdEfGh… rest"),
            ("bre_0123456789abcdefg,brn_0123456789abcdefg", "bre_01234567…,brn_01234567…"),
            ("mcp_01234567", "mcp_01234567"), ("Authorization: Bearer abc.def x", "Authorization: …"),
            ("said Bearer abc.def x", "said Bearer … x"),
            ("bearer t", "bearer …"), ("Bearer brz_AbCdEfGhIjKlMnOp", "Bearer …"),
            ("a -----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY----- b", "a (private key) b"),
            ("-----BEGIN EC PRIVATE KEY-----\nMIGH", "(private key)"),
            ("-----BEGIN CERTIFICATE-----\\nMIGH", "-----BEGIN CERTIFICATE-----\\nMIGH"),
            ("embrz_ bearer", "embrz_ bearer"), ("x brz_", "x brz_"),
            ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "Authorization: …"),
            ("basic dXNlcjpwYXNzd29yZA== x", "basic … x"), ("the basic rules", "the basic rules"),
            ("password=hunter2&x=1", "password=…&x=1"), ("--db-password hunter2", "--db-password hunter2"),
            ("PASSWORD: hunter2, x", "PASSWORD: …, x"), (#"{"api_key": "a\"b", "x":1}"#, #"{"api_key": "…", "x":1}"#),
            (#"{"client_secret":"abc"}"#, #"{"client_secret":"…"}"#), ("Cookie: a=b; c=d", "Cookie: …"),
            ("Set-Cookie: session=1; Path=/\nx", "Set-Cookie: …\nx"), ("password required", "password required"),
            ("password:", "password:"), ("postgres://breeze:hunter2@db:5432/x", "postgres://breeze:…@db:5432/x"),
            ("https://example.org:8443/a", "https://example.org:8443/a"),
            ("https://a@example.org/", "https://a@example.org/"), (#"{"password":"cut"#, #"{"password":"…"#),
        ])
    func redaction(value: String, written: String) throws {
        let book = Book(.json)
        book.journal.info("got", ["value": value])
        #expect(try JSON(parsing: Array(book.text.dropLast().utf8))["value"] == .string(written))
    }

    @Test("what is called a secret is not written, whatever it is") func secretNames() throws {
        let book = Book(.json)
        book.journal.info("got", ["password": "hunter2", "db_password": 7, "Authorization": "x", "passwords": 3])
        let line = try JSON(parsing: Array(book.text.dropLast().utf8))
        #expect(line["password"] == "…" && line["db_password"] == "…" && line["Authorization"] == "…")
        #expect(line["passwords"] == 3)
    }

    @Test("a value is cut at a thousand bytes, between characters, and hides a secret at its edge") func bounds() {
        let book = Book(.json)
        book.journal.info("got", ["value": String(repeating: "é", count: 2000)])
        #expect(book.text.contains("é… (3000 bytes more)") && book.text.utf8.count < 1200)
        book.journal.info(
            "got", ["value": String(repeating: "x", count: 980) + "brz_" + String(repeating: "s", count: 99)])
        #expect(book.lines.last?.contains("sssssssss") == false)
    }

    @Test("below its level a journal is silent, and does not even look at the fields") func levels() {
        let book = Book(.json)
        var looked = 0
        func look() -> Int {
            looked += 1
            return looked
        }
        book.journal.debug("seen", ["n": look()])
        #expect(book.text.isEmpty && looked == 0)
        book.journal.level = .debug
        book.journal.debug("seen", ["n": look()])
        #expect(book.lines.count == 1 && looked == 1)
    }

    @Test("what repeats is written so often, then counted; others are not held back") func repeats() {
        let book = Book(.json, most: 3)
        for n in 0..<10 { book.journal.warning("refused", ["n": n]) }
        book.journal.info("else")
        #expect(book.lines.count == 4)
        book.wait(.seconds(11))
        book.journal.warning("refused", ["n": 10])
        #expect(book.lines.count == 6)
        #expect(book.lines[4].contains(#""level":"warning","message":"repeated","message_held":"refused","count":7"#))
        #expect(book.lines[5].contains(#""n":10"#))
    }

    @Test("work under a request id says so on every line, and only there") func context() async {
        let book = Book(.json)
        await Log.within(["request": "r1"]) {
            await Log.within(["call": "c1"]) { book.journal.info("in", ["request": "forged"]) }
        }
        book.journal.with(["service": "store"]).info("out")
        #expect(book.lines[0].hasSuffix(#""message":"in","request":"r1","call":"c1"}"#))
        #expect(book.lines[1].hasSuffix(#""message":"out","service":"store"}"#))
    }

    @Test("what is counted can be read by Prometheus") func metrics() async {
        let metrics = Metrics()
        let done = metrics.counter("breeze_calls_total", "Calls of tools.", ["outcome": "done"])
        metrics.counter("breeze_calls_total", "Calls of tools.", ["outcome": "blo\"cked"]).add(2)
        let agents = metrics.gauge("breeze_agents_connected", "Agents that are connected.")
        metrics.gauge("breeze_memory_bytes", "Resident memory.") { 1_048_576.5 }
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        done.add()
                        agents.add(0.5)
                    }
                }
            }
        }
        #expect(metrics.counter("breeze_calls_total", "Calls of tools.", ["outcome": "done"]) === done)
        #expect(
            metrics.text == """
                # HELP breeze_agents_connected Agents that are connected.
                # TYPE breeze_agents_connected gauge
                breeze_agents_connected 4000
                # HELP breeze_calls_total Calls of tools.
                # TYPE breeze_calls_total counter
                breeze_calls_total{outcome="blo\\"cked"} 2
                breeze_calls_total{outcome="done"} 8000
                # HELP breeze_memory_bytes Resident memory.
                # TYPE breeze_memory_bytes gauge
                breeze_memory_bytes 1048576.5

                """)
    }
}

/// A journal that is read, and its clock.
private struct Book {
    private final class Pages: Sendable {
        let now = Mutex(Instant(milliseconds: 1_795_278_302_125))
        let text = Mutex("")
    }
    private let pages = Pages()
    let journal: Log

    init(_ style: Sink.Style, most: Int = 50) {
        let pages = pages
        let sink = Sink(style, most: most, clock: { pages.now.withLock { $0 } }) { line in
            pages.text.withLock { $0 += line }
        }
        journal = Log(sink)
    }

    var text: String { pages.text.withLock { $0 } }
    var lines: [Substring] { text.split(separator: "\n") }
    func wait(_ duration: Duration) { pages.now.withLock { $0 = $0 + duration } }
}
