// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes
import Testing
import Vocabulary

@testable import ReliabilityServer

@Suite struct TestimonyTests {
    private let now = Device30.now

    /// Said by a device whose clock is `slow`, and which waited for so long until it could send.
    private func said(slow: Duration = .zero, waited: Duration = .zero, _ sample: ReliabilitySample) -> From<
        ReliabilitySample
    > {
        let waited = min(waited, .seconds(7 * 86_400))  // as the intake bounds it
        return From(
            .example, of: .example, .example, observedAt: now - waited - slow, receivedAt: now, at: now - waited,
            boot: "b",
            sequence: 1, sample)
    }

    @Test(
        "a clock that is wrong by minutes is made right, one that is nearly right is left alone",
        arguments: [(0, 0), (90, 0), (-90, 0), (600, 600), (629, 600), (-86_400, -86_400), (864_000, 864_000)])
    func skew(slow: Int, corrected: Int) {
        let sample = ReliabilitySample(journal: .persistent, lookedFrom: now, lookedTo: now, bootId: "b")
        #expect(said(slow: .seconds(slow), sample).skew == .seconds(corrected))
        #expect(said(slow: .seconds(slow), waited: .seconds(86_400), sample).skew == .seconds(corrected))
    }

    @Test("what waited for weeks keeps its own time") func waited() {
        let sample = ReliabilitySample(
            journal: .persistent, lookedFrom: Device30.ago(21), lookedTo: Device30.ago(20), bootId: "b")
        let said = From(
            .example, of: .example, .example, observedAt: Device30.ago(20), receivedAt: now, at: Device30.ago(7),
            boot: "b",
            sequence: 1, sample)
        #expect(said.skew == .zero)
        #expect(Testimony(said).look == Device30.ago(21)..<Device30.ago(20))
    }

    @Test("nothing lies in the future, nothing further back than counts, and no stretch is turned round") func bounds()
    {
        var sample = ReliabilitySample(
            journal: .persistent, historyFrom: Device30.ago(99_999), lookedFrom: Device30.ago(100),
            lookedTo: Device30.ago(-1), bootId: "b",
            boots: [
                Boot(id: "turned", first: Device30.ago(1), last: Device30.ago(2), ending: .clean),
                Boot(id: "long", first: Device30.ago(400), last: Device30.ago(-1), ending: .running),
            ],
            incidents: [Device30.incident(.killed, 91), Device30.incident(.killed, 89), Device30.incident(.killed, -1)])
        let testimony = Testimony(said(sample))
        #expect(testimony.look == Device30.ago(90)..<now)
        #expect(testimony.boots.map(\.id) == ["long"] && testimony.boots.map(\.last) == [now])
        #expect(testimony.incidents.map(\.at) == [Device30.ago(89), now])
        (sample.lookedFrom, sample.lookedTo) = (now, Device30.ago(1))
        #expect(Testimony(said(sample)).look == nil)
    }

    @Test("a fall is counted from the highest score since people were told") func told() {
        func verdict(_ incidents: [Incident], after told: Int?, watched: Double = 30) -> Verdict {
            let standing = Standing(device: .example, isChanged: true, score: told, isProvisional: false, told: told)
            return Verdict(Judgement(Device30.history(incidents, watched: watched)), after: standing)
        }
        #expect(verdict([], after: nil).told == 100)
        #expect(verdict([], after: 90).told == 100 && verdict([], after: 90).isNews && !verdict([], after: 100).isNews)
        let warmth = [Device30.incident(.heat, 20, "a", .warning)]  // 98 points
        #expect(verdict(warmth, after: 100).told == 100 && verdict(warmth, after: 100).event == nil)
        let crash = verdict([Device30.incident(.killed, 20)], after: 100)  // 92 points
        #expect(crash.told == 92 && crash.event?.was == 100)
        #expect(verdict([Device30.incident(.killed, 20)], after: nil).event == nil)
        let young = verdict([Device30.incident(.killed, 1)], after: 100, watched: 2)
        #expect(young.told == 100 && young.event == nil)
    }
}
