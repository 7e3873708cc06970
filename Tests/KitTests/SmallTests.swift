// SPDX-License-Identifier: Apache-2.0
import Foundation
import Shapes
import Testing

@Suite struct SmallTests {
    @Test(
        "our calendar is Foundation's",
        arguments: [0, 951_782_400_000, 1_795_278_302_125, -1000, -86_400_500, 4_107_542_399_000])
    func calendar(milliseconds: Int) throws {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        let theirs = date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        #expect(Instant(milliseconds: milliseconds).description == theirs)
        #expect(Instant(theirs)?.milliseconds == milliseconds)
    }

    @Test("moments are subtracted, and rounded down on both sides of 1970") func moments() throws {
        let moment = try #require(Instant("2026-11-21T16:25:02.125Z"))
        let hour = try #require(Instant("2026-11-21T16:00:00Z"))
        #expect(moment - hour == .milliseconds(1_502_125) && hour - moment == .milliseconds(-1_502_125))
        #expect(hour + (moment - hour) == moment && moment - (moment - hour) == hour && hour < moment)
        #expect(moment.rounded(downTo: .seconds(3600)) == hour && hour.rounded(downTo: .seconds(3600)) == hour)
        #expect(Instant(milliseconds: -1).rounded(downTo: .seconds(300)) == Instant(milliseconds: -300_000))
    }

    @Test(
        "what is no moment is refused, and what is finer than a millisecond dropped",
        arguments: [
            "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-1-01T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1x2Z", "+026-01-01T00:00:00Z",
            "",
            "2026-01-01T00:00:0éZ", "2026-01-01T00:00:00.00000000000000000000001Z",
        ])
    func noMoments(text: String) {
        #expect(Instant(text) == nil)
        #expect(Instant("2026-02-28T23:59:59.0019999Z")?.description == "2026-02-28T23:59:59.001Z")
        #expect(Instant("2024-02-29T00:00:00.5Z")?.description == "2024-02-29T00:00:00.500Z")
    }
}
