// SPDX-License-Identifier: Apache-2.0
import Markup
import Shapes
import Testing

@Suite struct ComponentTests {
    @Test("a status is a shape, a color and a word", arguments: Tone.allCases)
    func statuses(tone: Tone) {
        let mark = status(tone, "So").html()
        #expect(mark.contains("<path d=\"") && mark.contains("st-\(tone.rawValue)") && mark.hasSuffix("So</span>"))
        #expect(statusMark(tone, saying: "So").html().contains("<span class=\"vh\">So</span>"))
    }

    @Test("every tone has a shape of its own")
    func shapes() {
        let drawings = Tone.allCases.map { String(status($0, "").html().split(separator: "d=\"")[1]) }
        #expect(Set(drawings).count == Tone.allCases.count)
    }

    @Test(
        "a meter never leaves its scale",
        arguments: [(-5.0, 0), (0, 0), (50, 50), (100, 100), (400, 100), (Double.nan, 0)])
    func meters(value: Double, width: Int) {
        #expect(meter(value, saying: "").html().contains("<rect class=\"m-part\" width=\"\(width)\""))
    }

    @Test("a sparkline survives one value, none, and what is no number")
    func sparklines() {
        #expect(sparkline([]).html().contains("points=\"\""))
        #expect(sparkline([5]).html().contains("points=\"0,1\""))
        #expect(sparkline([0, .nan, 10]).html().contains("points=\"0,19 100,1\""))
        #expect(sparkline([0, 0]).html().contains("points=\"0,19 100,19\""))
    }

    @Test(
        "numbers are grouped, sizes and times take the unit that fits",
        arguments: [
            (Words.count(9_842_315), "9,842,315"), (Words.count(-1000), "−1,000"),
            (Words.count(1, "device"), "1 device"),
            (Words.count(2, "device"), "2 devices"), (Words.count(2, "policy", "policies"), "2 policies"),
            (Words.decimal(99.96), "100"),
            (Words.decimal(-0.04), "0"), (Words.decimal(12.5), "12.5"), (Words.decimal(.infinity), "—"),
            (Words.percent(97), "97 %"),
            (Words.bytes(1023), "1,023 B"), (Words.bytes(1536), "1.5 KiB"), (Words.bytes(137_438_953_472), "128 GiB"),
            (Words.duration(seconds: 59), "59 s"), (Words.duration(seconds: 720), "12 min"),
            (Words.duration(seconds: 90_000), "1 d 1 h"),
            (Words.duration(seconds: 7200), "2 h"), (Words.duration(seconds: -4), "0 s"),
        ])
    func words(said: String, expected: String) { #expect(said == expected) }

    @Test(
        "a time says how long ago it was, and keeps the exact one",
        arguments: [
            (0, "now"), (-30, "now"), (45, "45 s ago"), (119, "1 min ago"), (3700, "1 h ago"), (200_000, "2 d ago"),
            (-7200, "in 2 h"),
        ])
    func times(seconds: Int, words: String) throws {
        let now = try #require(Instant("2026-11-21T18:00:00Z"))
        let then = Instant(milliseconds: now.milliseconds - seconds * 1000)
        let mark = ago(then, now: now).html()
        #expect(mark.hasSuffix(">\(words)</time>"))
        #expect(mark.contains("datetime=\"\(then)\"") && mark.contains("title=\"2026-11-") && mark.contains(" UTC\""))
    }

    @Test("what an endpoint wrote is isolated, and shows what it tried to hide")
    func strangers() {
        let mark = untrusted("a\u{1B}[31m<b>\u{200B}\u{202E}\n", from: "web-1").html()
        #expect(
            mark
                == "<bdi class=\"untrusted\" title=\"As written by web-1\">a\u{FFFD}[31m&lt;b&gt;\u{FFFD}\u{FFFD}\n</bdi>"
        )
    }

    private func chart(_ values: [Double?]) -> String {
        let times = values.indices.map { Instant(milliseconds: 1_000_000 + $0 * 60_000) }
        return timeChart(TimeChart("CPU", saying: "Calm.", times: times, [.init("User", values)], unit: "%")).html()
    }

    @Test("a gap in the values is a gap in the line, in the table and for the script")
    func gaps() {
        let drawn = chart([1, 2, nil, 4, 5])
        #expect(drawn.matches(of: /<polyline/).count == 2)
        #expect(drawn.contains("data-values=\"1,2,,4,5\""))
        #expect(drawn.matches(of: /no value/).count == 2)
    }

    @Test("a chart is a sentence and a table as well; a long one keeps its peak and thins its table")
    func long() {
        var values = [Double?](repeating: 10, count: 5000)
        values[2501] = 97
        let drawn = chart(values)
        #expect(drawn.contains("role=\"img\" aria-label=\"CPU: Calm.\""))
        #expect(drawn.contains("One of every 105 values"))
        #expect(
            drawn.contains(",6 ")
                && drawn.matches(of: /<polyline points="([^"]*)"/)[0].1.split(separator: " ").count <= 400)
    }

    @Test("a chart of nothing, or of one moment, says so", arguments: [[], [5.0]])
    func nothing(values: [Double]) { #expect(chart(values).contains("No values for this time")) }

    @Test("a heading sorts by its column, the other way round when it does already")
    func sorting() {
        let columns = [
            Column<Int>("Name", .name, sort: "name") { "n\($0)" }, Column("CPU", .number, sort: "cpu") { $0 },
        ]
        func page(_ address: Address) -> String { grid([1], columns, called: "G", at: address) { "/n/\($0)" }.html() }
        let plain = page(Address("/g", [.init("q", "x"), .init("cursor", "abc")]))
        #expect(
            plain.contains("href=\"/g?q=x&amp;sort=name\"")
                && plain.contains("href=\"/g?q=x&amp;sort=cpu&amp;dir=desc\""))
        #expect(!plain.contains("aria-sort"))
        let sorted = page(Address("/g", [.init("sort", "cpu"), .init("dir", "desc")]))
        #expect(sorted.contains("aria-sort=\"descending\"><a href=\"/g?sort=cpu\""))
        #expect(sorted.contains("<a href=\"/n/1\" class=\"host\" data-row=\"\">n1</a>"))
    }
}
