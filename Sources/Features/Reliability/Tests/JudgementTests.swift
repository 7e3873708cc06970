// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes
import Testing
import Vocabulary

@testable import ReliabilityServer

/// A device that has been watched and up for 30 days, until a test says otherwise.
enum Device30 {
    static let now = Instant(milliseconds: 1_795_285_800_000)
    static func ago(_ days: Double) -> Instant { Instant(milliseconds: now.milliseconds - Int(days * 86_400_000)) }
    static func always(_ days: Double) -> Presence {
        let all = Intervals([Intervals.span(ago(days), now)])
        return Presence(observed: all, up: all)
    }
    static func incident(_ cause: Cause, _ days: Double, _ name: String = "a", _ gravity: Incident.Gravity? = nil)
        -> Incident
    {
        Incident(
            id: "\(cause)\(days)\(name)", at: ago(days), cause: cause, name: name, detail: "said", gravity: gravity)
    }
    static func history(_ incidents: [Incident], watched: Double = 30, starts: [Double] = []) -> History {
        var history = History(device: .example, now: now, presence: always(watched), incidents: incidents)
        history.starts = starts.map { ReliabilitySample.Start(unit: "a", at: ago($0)) }
        return history
    }
    static func score(_ area: Area, _ history: History) -> Double? {
        Judgement(history).components.first { $0.area == area }?.score
    }
}

@Suite struct JudgementTests {
    @Test("nothing wrong is 100 points, and only that is") func flawless() {
        let judgement = Judgement(Device30.history([]))
        #expect(judgement.score == 100 && !judgement.isProvisional)
        #expect(judgement.components.map(\.weight).reduce(0, +) == 100)
        let blemished = Judgement(Device30.history([Device30.incident(.heat, 20, "a", .warning)]))
        #expect(blemished.score == 98)
    }

    @Test(
        "what one incident leaves of its part",
        arguments: [
            // 100·e^(−weight/30 d/k), to one place
            (Cause.killed, 20.0, nil as Incident.Gravity?, Area.crashes, 71.7),  // 1 crash, k 0.10
            (.killed, 3.0, nil, .crashes, 60.7),  // half more within 7 days
            (.uncleanShutdown, 20.0, nil, .crashes, 71.7),
            (.stopTimeout, 20.0, nil, .hangs, 84.6),  // resolved, k 0.20
            (.watchdog, 20.0, nil, .hangs, 71.7),  // unresolved: double
            (.exitCode, 20.0, nil, .services, 81.9),  // k 1/6
            (.disk, 20.0, .critical, .hardware, 51.3), (.disk, 20.0, .error, .hardware, 71.7),
            (.disk, 20.0, .warning, .hardware, 89.5), (.disk, 40.0, .critical, .hardware, 100),
            (.unknown, 1.0, nil, .crashes, 100),
        ] as [(Cause, Double, Incident.Gravity?, Area, Double)])
    func parts(cause: Cause, days: Double, gravity: Incident.Gravity?, area: Area, score: Double) {
        #expect(Device30.score(area, Device30.history([Device30.incident(cause, days, "a", gravity)])) == score)
    }

    @Test("a service that recovered costs two thirds, a hang that ended half") func recovery() {
        let failure = Device30.incident(.exitCode, 20)
        #expect(Device30.score(.services, Device30.history([failure], starts: [19.9])) == 87.5)
        #expect(Device30.score(.services, Device30.history([failure], starts: [20.1])) == 81.9)
        let hang = Device30.incident(.watchdog, 20)
        #expect(Device30.score(.hangs, Device30.history([hang], starts: [19.9])) == 84.6)
        // Started again, but down again within a minute.
        let again = Device30.incident(.exitCode, 20 - 70.0 / 86_400)
        #expect(Device30.score(.services, Device30.history([failure, again], starts: [20 - 65.0 / 86_400])) == 67)
    }

    @Test("fourteen and 1,466 are not alike, and a month is never shorter than fourteen days") func saturation() throws
    {
        func crashes(_ count: Int, watched: Double) -> History {
            Device30.history(
                (0..<count).map { Device30.incident(.killed, 8 + 20 * Double($0) / Double(count), "u\($0)") },
                watched: watched)
        }
        let few = try #require(Judgement(crashes(1, watched: 30)).score)
        let some = try #require(Judgement(crashes(14, watched: 30)).score)
        let many = try #require(Judgement(crashes(1466, watched: 30)).score)
        #expect([few, some, many] == [92, 75, 75])
        #expect(Device30.score(.crashes, crashes(1, watched: 14)) == Device30.score(.crashes, crashes(1, watched: 5)))
        #expect(Device30.score(.crashes, crashes(1, watched: 14)) == 49)
    }

    @Test(
        "uptime is nothing at 90 % and all at 100 %",
        arguments: [
            (30.0, 100.0), (29.7, 90.0), (28.5, 50.0), (27.0, 0.0), (0.0, 0.0),
        ])
    func uptime(up: Double, score: Double) {
        var history = Device30.history([])
        let observed = Intervals([Intervals.span(Device30.ago(30), Device30.now)])
        history.presence = Presence(
            observed: observed, up: Intervals([Intervals.span(Device30.ago(up), Device30.now)]))
        #expect(Device30.score(.uptime, history) == score)
    }

    @Test("who was shut down in order is not missed, who broke off is, and has crashed") func boots() {
        func judged(_ ending: Boot.Ending) -> Judgement {
            let boots = [
                Boot(id: "1", first: Device30.ago(40), last: Device30.ago(20), ending: ending),
                Boot(id: "2", first: Device30.ago(19), last: Device30.now, ending: .running),
            ]
            let looks = [Intervals.span(Device30.ago(40), Device30.now)]
            return Judgement(
                History(device: .example, now: Device30.now, looks: looks, boots: boots, incidents: []))
        }
        #expect(judged(.clean).score == 100)
        #expect(judged(.unknown).score == 100)
        let unclean = judged(.unclean)
        #expect(unclean.score == 82)
        #expect(unclean.report.windows.map(\.crashes) == [0, 1, 1])
        #expect(unclean.report.issues.map(\.area) == [.uptime, .crashes])
        #expect(unclean.report.issues[1].cause == .uncleanShutdown && unclean.report.issues[1].name == nil)
    }

    @Test("before its first boot nobody missed it") func unborn() {
        let boots = [Boot(id: "1", first: Device30.ago(4), last: Device30.now, ending: .running)]
        let presence = Presence(looks: [Intervals.span(Device30.ago(5), Device30.now)], boots: boots)
        #expect(presence.uptimePercent == 100)
        #expect(Presence(looks: [Intervals.span(Device30.ago(5), Device30.now)], boots: []).uptimePercent == nil)
    }

    @Test(
        "under three days a score is provisional, says why, and raises nothing", arguments: [(2.9, true), (3.1, false)])
    func provisional(watched: Double, isProvisional: Bool) {
        let judgement = Judgement(Device30.history([Device30.incident(.killed, 1, "nginx.service")], watched: watched))
        #expect(judgement.isProvisional == isProvisional)
        #expect(judgement.limits == (isProvisional ? [.insufficientHistory] : []))
        #expect(judgement.report.issues.first?.name?.text == "nginx.service")
        #expect((judgement.dropped(from: 100) == nil) == isProvisional)
    }

    @Test("what is not known is said") func limits() {
        var history = Device30.history([])
        history.journal = .absent
        #expect(Judgement(history).score == nil)
        #expect(Judgement(history).isProvisional)
        #expect(Judgement(history).limits == [.noJournal])
        (history.journal, history.isContainer) = (.volatile, true)
        #expect(Judgement(history).limits == [.volatileJournal, .kernelNotSeen])
        #expect(Judgement(history).score == 100 && !Judgement(history).isProvisional)
        let unseen = Judgement(Device30.history([], watched: 0))
        #expect(unseen.score == nil && unseen.report.band == nil && unseen.report.observedFrom == nil)
        #expect(unseen.limits == [.insufficientHistory])
    }

    @Test(
        "a score in a word",
        arguments: [
            (0, Band.critical), (50, .critical), (51, .poor), (70, .poor), (71, .fair), (85, .fair), (86, .good),
            (100, .good),
        ])
    func bands(score: Int, band: Band) { #expect(Band(score: score) == band) }

    @Test(
        "a fall is told from six points on, with what it came from", arguments: [(97, false), (98, true), (50, false)])
    func drops(told: Int, isDrop: Bool) throws {
        let judgement = Judgement(Device30.history([Device30.incident(.killed, 20, "nginx.service")]))
        #expect(judgement.score == 92)
        let event = judgement.dropped(from: told)
        #expect((event != nil) == isDrop)
        guard let event else { return }
        #expect(event.summary == "Reliability fell from 98 (good) to 92 (good), mostly for a service that was killed.")
        #expect(!event.summary.contains("nginx") && event.name?.text == "nginx.service")
        #expect(event.severity == .low && event.devices == [.example])
    }

    @Test("hours between failures; without any, at least so many") func mtbf() {
        let failing = Judgement(Device30.history([Device30.incident(.killed, 9), Device30.incident(.exitCode, 3)]))
            .report
        #expect(failing.mtbfHours == 360 && failing.operatingHours == 720)
        let sound = Judgement(Device30.history([Device30.incident(.heat, 3, "a", .warning)])).report
        #expect(sound.mtbfHours == nil && sound.operatingHours == 720)
    }
}
