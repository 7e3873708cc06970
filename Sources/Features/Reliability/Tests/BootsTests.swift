// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes
import Rehearsal
import Testing

@testable import ReliabilityAgent

@Suite struct BootsTests {
    @Test("the boots of a journal, oldest first") func list() throws {
        let boots = Boots.list(try Fixture.bytes("boots.txt"), running: Fixture.boots[2])
        #expect(boots.map(\.id) == Fixture.boots)
        #expect(boots.map(\.ending) == [.unknown, .unknown, .running])
        #expect(boots[1].first == Instant("2026-11-21T18:16:11Z"))
        #expect(boots[1].last == Instant("2026-11-21T18:16:24Z"))
    }

    @Test("older systems have no header and a dash between the times") func older() {
        let line = " 0 \(Fixture.boots[0]) Sat 2026-11-21 18:15:09 UTC\u{2014}Sat 2026-11-21 18:16:11 UTC\n"
        #expect(Boots.list(Array(line.utf8), running: "").map(\.last) == [Instant("2026-11-21T18:16:11Z")])
    }

    @Test("a restart ends a boot in order, a power cut does not") func endings() throws {
        let boots = Boots.list(try Fixture.bytes("boots.txt"), running: Fixture.boots[2])
        #expect(Boots.ending(try Fixture.entries("rebooted.jsonl"), last: boots[0].last) == .clean)
        #expect(Boots.ending(try Fixture.entries("power-cut.jsonl"), last: boots[1].last) == .unclean)
    }

    @Test("a journal that was only restarted says no goodbye, nor does one that went on for long") func goodbyes()
        throws
    {
        let entries = try Fixture.entries("rebooted.jsonl")
        let started = try #require(entries.first { $0.message == .journalStarted })
        let stopped = try #require(entries.last { $0.message == .journalStopped })
        #expect(Boots.ending([stopped, started], last: stopped.at) == .unclean)
        #expect(Boots.ending([started, stopped], last: stopped.at + .seconds(599)) == .clean)
        #expect(Boots.ending([started, stopped], last: stopped.at + .seconds(601)) == .unclean)
        #expect(Boots.ending([], last: stopped.at) == .unclean)
    }

    @Test("a damaged table costs its damaged lines") func damage() throws {
        let whole = try Fixture.bytes("boots.txt")
        for end in whole.indices { #expect(Boots.list(Array(whole[..<end]), running: "").count <= 3) }
        var dice = Dice(seed: 3)
        for _ in 0..<2000 {
            var table = whole
            table[Int.random(in: table.indices, using: &dice)] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            #expect(Boots.list(table, running: "").count <= 4)
        }
    }
}
