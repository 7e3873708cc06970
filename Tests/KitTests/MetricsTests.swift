// SPDX-License-Identifier: Apache-2.0
import Journal
import Testing

/// What Prometheus reads, by the grammar that it publishes (text format 0.0.4).
@Suite struct MetricsTests {
    @Test("a histogram counts upwards, bound by bound, and sums") func histograms() {
        let metrics = Metrics()
        let times = metrics.histogram(
            "breeze_calls_seconds", "Calls.", ["outcome": "done"], bounds: [0.1, 1, 10])
        for value in [0.05, 0.1, 0.5, 3, 100, .nan] { times.observe(value) }
        times.observe(.milliseconds(250))
        #expect(times.count == 6)
        #expect(
            metrics.text == """
                # HELP breeze_calls_seconds Calls.
                # TYPE breeze_calls_seconds histogram
                breeze_calls_seconds_bucket{outcome="done",le="0.1"} 2
                breeze_calls_seconds_bucket{outcome="done",le="1"} 4
                breeze_calls_seconds_bucket{outcome="done",le="10"} 5
                breeze_calls_seconds_bucket{outcome="done",le="+Inf"} 6
                breeze_calls_seconds_sum{outcome="done"} 103.9
                breeze_calls_seconds_count{outcome="done"} 6

                """)
        #expect(metrics.histogram("breeze_calls_seconds", "", ["outcome": "done"], bounds: [0.1, 1, 10]) === times)
    }

    @Test("many observe at once and none is lost") func concurrent() async {
        let times = Metrics().histogram("breeze_calls_seconds", "Calls.")
        await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { for value in 0..<1000 { times.observe(Double(value) / 100) } } }
        }
        #expect(times.count == 8000)
    }

    @Test("a count that is kept elsewhere is followed, and never falls") func followed() {
        let counter = Metrics().counter("breeze_statements_total", "Statements.")
        counter.raise(to: 7)
        counter.raise(to: 5)
        #expect(counter.value == 7)
    }

    @Test("every line is one of the format's") func grammar() throws {
        let metrics = Metrics()
        metrics.counter("breeze_odd_total", "A \\ and\na line.", ["a": "x\"y\\z\nw", "b": ""]).add(3)
        metrics.gauge("breeze_load_ratio", "Load.").set(-0.5)
        metrics.gauge("breeze_limit_bytes", "Limit.") { .infinity }
        metrics.gauge("breeze_none_ratio", "None.") { .nan }
        metrics.gauge("breeze_small_ratio", "Small.") { 1e-9 }
        metrics.histogram("breeze_sizes_bytes", "Sizes.", bounds: [1e3, 1e6, 1e12]).observe(5e20)
        let value = #"(?:NaN|[+-]Inf|[+-]?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)"#
        let label = #"[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*""#
        let sample = try Regex("[a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{\(label)(?:,\(label))*\\})? \(value)")
        let help = try Regex(#"# HELP [a-zA-Z_:][a-zA-Z0-9_:]* (?:[^\\\n]|\\[\\n])*"#)
        let type = try Regex(#"# TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (?:counter|gauge|histogram)"#)
        #expect(metrics.text.hasSuffix("\n") && !metrics.text.contains("\n\n"))
        for line in metrics.text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            let isKnown =
                try line.hasPrefix("#")
                ? help.wholeMatch(in: line) != nil || type.wholeMatch(in: line) != nil
                : sample.wholeMatch(in: line) != nil
            #expect(isKnown, "\(line)")
        }
        #expect(metrics.text.contains(#"breeze_odd_total{a="x\"y\\z\nw",b=""} 3"#))
        #expect(metrics.text.contains(#"# HELP breeze_odd_total A \\ and\na line."#))
    }
}
