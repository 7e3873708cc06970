// SPDX-License-Identifier: Apache-2.0
import GateKit
import Shapes
import Testing

@Suite struct CellTests {
    @Test(
        "PostgreSQL's times are read to the millisecond",
        arguments: [
            ("2026-11-21 16:25:02.125+00", "2026-11-21T16:25:02.125Z"),
            ("2026-11-21 16:25:02.012+00", "2026-11-21T16:25:02.012Z"),
            ("2026-11-21 16:25:02.1+00", "2026-11-21T16:25:02.100Z"),
            ("2026-11-21 16:25:02+00", "2026-11-21T16:25:02Z"),
            ("2026-02-03 04:05:06+00", "2026-02-03T04:05:06Z"), ("2024-02-29 00:00:00+00", "2024-02-29T00:00:00Z"),
            ("2026-03-01 00:00:00+00", "2026-03-01T00:00:00Z"), ("1970-01-01 00:00:00+00", "1970-01-01T00:00:00Z"),
            ("2000-12-31 23:59:59.999+00", "2000-12-31T23:59:59.999Z"),
        ])
    func times(cell: String, text: String) { #expect(Instant(cell: cell) == Instant(text)) }

    @Test("what is no time is none", arguments: ["", "infinity", "2026-11-21", "2026-1x-21 16:25:02+00"])
    func none(cell: String) { #expect(Instant(cell: cell) == nil) }
}
