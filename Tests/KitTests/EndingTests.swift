// SPDX-License-Identifier: Apache-2.0
import Foundation
import Lifecycle
import Testing

/// How a program ends: each of these houses is a process of its own, with real signals.
@Suite struct EndingTests {
    struct Room: Service {
        let name: String
        var works: @Sendable () async -> Void = { await untilCancelled() }

        func start() async throws { say("\(name) starts") }
        func run() async throws {
            await works()
            say("\(name) ends")
        }
    }

    @Test("told to stop, services end in reverse and the process with 0") func order() async throws {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            let last: @Sendable () async -> Void = {
                kill(getpid(), SIGTERM)
                await untilCancelled()
            }
            try await House([Room(name: "store"), Room(name: "jobs"), Room(name: "http", works: last)]).run()
        }
        let lines = String(decoding: try #require(ended).standardOutputContent, as: UTF8.self).split(separator: "\n")
        #expect(
            lines.filter { $0.hasSuffix("starts") || $0.hasSuffix("ends") } == [
                "store starts", "jobs starts", "http starts", "http ends", "jobs ends", "store ends",
            ])
    }

    @Test("a second signal ends the process at once, though a thread is stuck") func second() async throws {
        let ended = await #expect(processExitsWith: .exitCode(130), observing: [\.standardErrorContent]) {
            let stuck: @Sendable () async -> Void = {
                kill(getpid(), SIGTERM)
                await untilCancelled()
                kill(getpid(), SIGINT)
                while true { sleep(1000) }  // the second signal ends it
            }
            try await House([Room(name: "store"), Room(name: "http", works: stuck)], draining: .seconds(600)).run()
        }
        let journal = String(decoding: try #require(ended).standardErrorContent, as: UTF8.self)
        #expect(journal.contains("ended at the second signal") && journal.contains("store, http"))
    }

    @Test("at the deadline the process ends with 1, and says who was still up") func deadline() async throws {
        let ended = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
            let stuck: @Sendable () async -> Void = {
                kill(getpid(), SIGTERM)
                while true { sleep(1000) }  // the deadline ends it
            }
            try await House([Room(name: "store"), Room(name: "http", works: stuck)], draining: .milliseconds(50)).run()
        }
        let journal = String(decoding: try #require(ended).standardErrorContent, as: UTF8.self)
        #expect(journal.contains("ended at the deadline") && journal.contains("store, http"))
    }

    @Test("one that falls while a neighbor is stuck still ends the process at the deadline") func fallen() async {
        await #expect(processExitsWith: .exitCode(1)) {
            let stuck: @Sendable () async -> Void = { while true { sleep(1000) } }
            try await House(
                [Room(name: "http", works: stuck), Room(name: "jobs", works: {})], draining: .milliseconds(50)
            )
            .run()
        }
    }

    @Test("work that is interrupted is cancelled, and may leave things in order") func interrupted() async throws {
        let ended = await #expect(processExitsWith: .exitCode(3), observing: [\.standardOutputContent]) {
            do {
                try await interruptible {
                    kill(getpid(), SIGINT)
                    await untilCancelled()
                    say("in order")
                    try Task.checkCancellation()
                }
            } catch is CancellationError { exit(3) }
        }
        #expect(String(decoding: try #require(ended).standardOutputContent, as: UTF8.self).contains("in order"))
    }
}
