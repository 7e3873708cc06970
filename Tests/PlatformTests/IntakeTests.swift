// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import Foundation
import JSON
import Rehearsal
import Shapes
import Testing
import Vocabulary
import Web

@Suite(.world([.probe])) struct IntakeTests {
    func kept(_ machine: Workstation) async throws -> World.Answer {
        try await World.current.ask("read_probe", ["device": .string("\(machine.device)")])
    }
    func sample(_ sequence: Int, _ body: String, kind: String = ProbeSample.kind) throws -> Batch.Sample {
        Batch.Sample(
            sequence: sequence, kind: kind, observedAt: .now, boot: nil, body: try RawJSON(Array(body.utf8)))
    }

    @Test("what is acknowledged is stored, and what is sent again is not stored twice") func once() async throws {
        let machine = try await World.current.enroll(into: World.current.acme)
        let batch = try [sample(1, #"{"number":1}"#), sample(2, #"{"number":2}"#), sample(3, #"{"number":3}"#)]
        #expect(try await machine.send(batch) == Acknowledged(sequence: 3, dropped: 0))
        #expect(
            try await machine.send(batch) == Acknowledged(sequence: 3, dropped: 0),
            "the answer was lost; all comes again")
        let more = try [sample(2, #"{"number":2}"#), sample(3, #"{"number":3}"#), sample(4, #"{"number":4}"#)]
        #expect(try await machine.send(more).sequence == 4)
        #expect(try await kept(machine)["numbers"] == [1, 2, 3, 4])
    }

    @Test("a new link is told how far the device has been taken in") func marks() async throws {
        let machine = try await World.current.enroll(into: World.current.acme)
        #expect(try await machine.connect().welcome?.acknowledged == nil)
        try await machine.send([sample(7, #"{"number":7}"#)])
        #expect(try await machine.connect().welcome?.acknowledged == 7)
    }

    @Test("what cannot be read, and what nobody accepts, is dropped and counted; the rest is kept") func unreadable()
        async throws
    {
        let machine = try await World.current.enroll(into: World.current.acme)
        let stored = try await machine.send([
            sample(1, #"{"number":"one"}"#), sample(2, #"{"number":2,"later":true}"#), sample(3, #"{}"#),
            sample(4, #"{"word":"x"}"#, kind: OtherSample.kind), sample(5, #"{"number":5}"#),
        ])
        #expect(stored == Acknowledged(sequence: 5, dropped: 3))
        #expect(try await kept(machine)["numbers"] == [2, 5])
    }

    @Test("a sample that the database refuses costs only itself, and no other device's") func spoilt() async throws {
        let world = try World.current
        let (bad, good) = (try await world.enroll(into: world.acme), try await world.enroll(into: world.bolt))
        try await good.connect()
        async let spoilt = bad.send([
            sample(1, #"{"number":12}"#), sample(2, #"{"number":13}"#), sample(3, #"{"number":14}"#),
        ])
        async let whole = good.send([sample(1, #"{"number":1}"#)])
        #expect(try await spoilt.sequence == 3)
        #expect(try await whole.sequence == 1)
        #expect(try await kept(bad)["numbers"] == [12, 14])
        #expect(try await kept(good)["numbers"] == [1])
    }

    @Test("a clock that is wrong by years is corrected, and nothing is ever in the future") func clocks() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let wrong = try #require(Instant("2003-01-01T00:00:00Z"))
        try await machine.connect()
        try await machine.say(
            FromAgent(
                Batch(
                    boot: "b", sentAt: wrong,
                    samples: [
                        .init(
                            sequence: 1, kind: ProbeSample.kind, observedAt: wrong - .seconds(600),
                            body: RawJSON(["number": 1])),
                        .init(
                            sequence: 2, kind: ProbeSample.kind, observedAt: wrong + .seconds(900),
                            body: RawJSON(["number": 2])),
                    ])))
        _ = try await machine.hear()
        guard case .array(let times)? = try await kept(machine)["times"], case .string(let first)? = times.first,
            case .string(let last)? = times.last, let first = Instant(first), let last = Instant(last)
        else { Issue.record("no times"); return }
        #expect(last - first == .seconds(600), "ten minutes before it was sent, and not after")
        #expect(last <= world.now && last > world.now - .seconds(60))
    }

    @Test("a batch that goes back is a broken agent's: the link is closed") func order() async throws {
        let machine = try await World.current.enroll(into: World.current.acme)
        await #expect(throws: WebSocket.Closed.self) {
            try await machine.send([sample(2, #"{"number":2}"#), sample(1, #"{"number":1}"#)])
        }
        #expect(try await kept(machine)["numbers"] == [])
    }

    @Test(
        "a sample that cannot be read costs itself only, is counted, and is acknowledged with the rest",
        arguments: [
            #"{"sequence":3}"#, #"{"sequence":3,"kind":7,"observed_at":"2026-11-21T16:25:02Z","body":{}}"#,
            #"{"sequence":3,"kind":"probe.sample","observed_at":"yesterday","body":{"number":3}}"#,
            #"{"sequence":3,"kind":"probe.sample","observed_at":"2026-11-21T16:25:02Z"}"#,
            #"{"sequence":3,"kind":"probe.sample","observed_at":"2026-11-21T16:25:02Z","body":"\ud800"}"#,
        ])
    func salvaged(bad: String) async throws {
        let world = try World.current
        let (machine, other) = (try await world.enroll(into: world.acme), try await world.enroll(into: world.acme))
        try await machine.connect()
        func good(_ number: Int) -> String {
            #"{"sequence":\#(number),"kind":"probe.sample","observed_at":"\#(world.now)","body":{"number":\#(number)}}"#
        }
        func frame(_ samples: [String]) -> String {
            #"{"batch":{"boot":"b","sent_at":"\#(world.now)","samples":[\#(samples.joined(separator: ","))]}}"#
        }
        try await machine.say(raw: frame([good(1), good(2), bad, good(4)]))
        #expect(try await machine.hear().acknowledged == Acknowledged(sequence: 4, dropped: 1))
        #expect(try await kept(machine)["numbers"] == [1, 2, 4])
        #expect(try await other.send([sample(1, #"{"number":1}"#)]).sequence == 1)
    }

    @Test("if the last sample of a batch cannot be read, or none can, the agent need not send it for ever")
    func spoiltEnd() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        try await machine.connect()
        func say(_ samples: String, sentAt: String) async throws -> Acknowledged? {
            try await machine.say(raw: #"{"batch":{"boot":"b","sent_at":\#(sentAt),"samples":[\#(samples)]}}"#)
            return try await machine.hear().acknowledged
        }
        let good = #"{"sequence":1,"kind":"probe.sample","observed_at":"\#(world.now)","body":{"number":1}}"#
        let now = "\"\(world.now)\""
        #expect(try await say(good + #",{"sequence":2}"#, sentAt: now) == Acknowledged(sequence: 2, dropped: 1))
        #expect(try await say(#"{"sequence":3},{"sequence":4}"#, sentAt: now) == Acknowledged(sequence: 4, dropped: 2))
        #expect(
            try await say(#"{"sequence":3},{"sequence":4}"#, sentAt: now) == Acknowledged(sequence: 4, dropped: 0),
            "what comes again is not counted again")
        let undated = #"{"sequence":5,"kind":"probe.sample","observed_at":"\#(world.now)","body":{"number":5}}"#
        #expect(try await say(undated, sentAt: "7") == Acknowledged(sequence: 5, dropped: 1))
        #expect(try await kept(machine)["numbers"] == [1])
        #expect(try await machine.connect().welcome?.acknowledged == 5)
    }

    @Test("a frame of which nothing is known, or nothing can be read, is passed over") func unknownFrames() async throws
    {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        try await machine.connect()
        for text in ["{}", #"{"later":{"a":1}}"#, #"{"report":7}"#, #"{"report":{"command":1}}"#] {
            try await machine.say(raw: text)
        }
        #expect(try await machine.send([sample(1, #"{"number":1}"#)]).sequence == 1)
    }

    @Test(
        "whatever is no frame closes the link, and nothing else",
        arguments: [
            "", "{", "[]", "null", #"{"hello":7}"#, "\u{0}", #"{"batch":{"samples":7}}"#,
            #"{"batch":{"boot":"b","sent_at":"2026-11-21T16:25:02Z","samples":[{"kind":"probe.sample"}]}}"#,
        ])
    func noise(text: String) async throws {
        let world = try World.current
        let (noisy, quiet) = (try await world.enroll(into: world.acme), try await world.enroll(into: world.acme))
        try await noisy.connect()
        try await quiet.connect()
        try await noisy.say(raw: text)
        await #expect(throws: (any Error).self) { try await noisy.hear() }
        #expect(try await quiet.send([sample(1, #"{"number":1}"#)]).sequence == 1)
    }

    @Test("a job is nudged in the commit of what it waits for, for that organization only") func nudged() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.bolt)
        try await machine.send([sample(1, #"{"number":40}"#), sample(2, #"{"number":2}"#)])
        _ = try await world.eventually {
            guard case .integer(let total)? = try await kept(machine)["total"] else { return nil as Int? }
            return total >= 42 ? total : nil
        }
    }
}

extension Instant {
    fileprivate static var now: Instant { Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000)) }
}
