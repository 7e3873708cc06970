// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Shapes
import Testing
import Vocabulary

@testable import AgentKit

@Suite final class SpoolTests {
    deinit { try? FileManager.default.removeItem(atPath: folder) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "spool-\(UUID().uuidString)").path
    let start = Instant(milliseconds: 1_000)

    func open(_ limits: Spool.Limits = Spool.Limits(), at now: Instant? = nil) throws -> Spool {
        try Spool(folder, at: now ?? start, limits: limits)
    }
    func add(_ numbers: some Sequence<Int>, to spool: Spool) throws {
        for number in numbers {
            try spool.add(
                kind: "probe.sample", at: start, boot: "b", body: RawJSON(["number": .integer(number)]))
        }
    }
    func numbers(_ samples: [Batch.Sample]) throws -> [Int] {
        try samples.map { try JSON.decode([String: Int].self, from: $0.body.bytes)["number"] ?? -1 }
    }

    @Test("what is added comes out in order, numbered on, also after a restart") func order() throws {
        var spool = try open()
        try add(1...5, to: spool)
        spool = try open(at: Instant(milliseconds: 5))
        try add(6...7, to: spool)
        let batch = try spool.batch(most: 100, bytes: 1 << 20)
        #expect(try numbers(batch) == [1, 2, 3, 4, 5, 6, 7])
        #expect(batch.map(\.sequence) == Array(1000...1006), "a clock that went back changes no number")
    }

    @Test("what is acknowledged is forgotten, and its numbers are never used again") func forgets() throws {
        var spool = try open()
        try add(1...3, to: spool)
        try spool.forget(through: 1001)
        #expect(try numbers(spool.batch(most: 100, bytes: 1 << 20)) == [3])
        #expect(spool.count == 1, "one waits, though its file still holds all three")
        try spool.forget(through: 1002)
        #expect(spool.isEmpty)
        spool = try open(at: Instant(milliseconds: 5))
        try add([4], to: spool)
        #expect(try spool.batch(most: 100, bytes: 1 << 20).last?.sequence == 1003)
    }

    @Test("a batch is bounded by count and by size, but never empty for size alone") func bounded() throws {
        let spool = try open()
        try add(1...10, to: spool)
        #expect(try spool.batch(most: 4, bytes: 1 << 20).count == 4)
        #expect(try spool.batch(most: 100, bytes: 1).count == 1)
    }

    @Test("when it is full the oldest go, and are counted") func full() throws {
        let spool = try open(Spool.Limits(bytes: 4096, segment: 512))
        try add(1...100, to: spool)
        let left = try numbers(spool.batch(most: 1000, bytes: 1 << 20))
        #expect(spool.lost > 0 && left.count == 100 - spool.lost)
        #expect(left == Array((spool.lost + 1)...100))
        #expect(spool.bytes <= 4096 + 512)
    }

    @Test("it cannot be read without its key") func sealed() throws {
        let spool = try open()
        try spool.add(kind: "probe.sample", at: start, boot: "b", body: RawJSON(["word": "parsnips"]))
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let bytes = try Data(contentsOf: URL(filePath: folder + "/" + name))
            #expect(bytes.range(of: Data("parsnips".utf8)) == nil)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: folder + "/seal.key")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("a record that a power cut interrupted is cut off; those before it stay, wherever the cut fell")
    func cut() throws {
        let spool = try open()
        try add(1...3, to: spool)
        let path = folder + "/1000.seg"
        let whole = try Data(contentsOf: URL(filePath: path))
        let two = try #require(whole.count / 3 * 2 as Int?)
        for length in stride(from: whole.count - 1, through: two, by: -7) {
            try whole.prefix(length).write(to: URL(filePath: path))
            let reopened = try open()
            let left = try numbers(reopened.batch(most: 10, bytes: 1 << 20))
            #expect(left == [1, 2], "cut to \(length) of \(whole.count)")
            try add([9], to: reopened)
            #expect(try numbers(reopened.batch(most: 10, bytes: 1 << 20)) == [1, 2, 9])
            try whole.write(to: URL(filePath: path))
        }
    }

    @Test("a changed byte spoils its record and what follows, and is noticed") func tampered() throws {
        let spool = try open()
        try add(1...3, to: spool)
        let path = folder + "/1000.seg"
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: path))
        let reopened = try open()
        #expect(try numbers(reopened.batch(most: 10, bytes: 1 << 20)) == [1])
        #expect(reopened.spoilt == 1)
    }
}

@Suite struct BackoffTests {
    struct Still: RandomNumberGenerator { mutating func next() -> UInt64 { .max / 2 } }

    @Test("each failure waits longer, up to a bound; a link that held begins anew") func longer() {
        var (backoff, dice) = (Backoff(), Still())
        let waits = (0..<12).map { _ in backoff.next(after: .unreachable, using: &dice) }
        #expect(waits == waits.sorted() && waits.last ?? .zero <= .seconds(450) && waits[0] < .seconds(2))
        #expect(backoff.next(after: .broken, using: &dice) <= .seconds(3))
        #expect(backoff.next(after: .unreachable, using: &dice) == waits[0])
        let rejected = (0..<12).map { _ in backoff.next(after: .rejected, using: &dice) }
        #expect(rejected.last ?? .zero <= .seconds(2700) && rejected[0] >= .seconds(7))
    }

    @Test("no two agents wait alike") func jitter() {
        var dice = SystemRandomNumberGenerator()
        let waits = (0..<200).map { _ in
            var backoff = Backoff()
            return backoff.next(after: .broken, using: &dice)
        }
        #expect(Set(waits).count > 100)
        #expect(waits.allSatisfy { $0 >= .seconds(1) && $0 <= .seconds(3) })
    }
}

@Suite struct DutiesTests {
    struct Press: Command {
        static let kind = "probe.press"
        static let risk = RiskLevel.medium
        struct Report: Codable, Sendable { var pressed: String }
        var button: String
    }
    struct Wipe: Command {
        static let kind = "probe.wipe"
        static let risk = RiskLevel.critical
        struct Report: Codable, Sendable {}
        var all: Bool
    }
    let duties = Duties([
        AgentFeature(
            "probe",
            handlers: [
                Handler(Press.self) { Press.Report(pressed: $0.button) },
                Handler(Wipe.self) { _ in
                    Issue.record("it was obeyed")
                    return Wipe.Report()
                },
            ])
    ])
    func order(_ kind: String, _ body: JSON, _ id: String = "c") -> CommandOrder {
        CommandOrder(command: id, kind: kind, requestID: "r", body: RawJSON(body))
    }

    @Test("a command is obeyed and reported; one that comes twice is obeyed once") func obeys() {
        let press = order(Press.kind, ["button": "red"])
        #expect(duties.accept(press) && !duties.accept(press) && duties.accept(order(Press.kind, [:], "d")))
        #expect(duties.obey(press).done?.bytes == Array(#"{"pressed":"red"}"#.utf8))
    }

    @Test("what the agent's own table calls high is refused, whatever the server says") func refuses() {
        #expect(duties.obey(order(Wipe.kind, ["all": true])).failure?.contains("critical risk") == true)
        #expect(duties.obey(order("probe.unknown", [:])).failure?.contains("does not know") == true)
        #expect(duties.obey(order(Press.kind, ["button": 7])).failure != nil)
    }
}
