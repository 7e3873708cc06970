// SPDX-License-Identifier: Apache-2.0
import JSON
import Lifecycle
import Loops
import Settings
import Web

/// The whole run: a server from an empty folder, a fleet, questions, an agent, and the server again.
struct Bench: Sendable {
    let premises: Premises
    let fleet: String
    let agent: String
    let extent: Extent
    let loop: EventLoop
    /// Takes each figure as soon as there is one.
    let tell: @Sendable (Figure) -> Void

    private static let pageGoal = 5.0
    /// Samples of a machine that was cut off for some hours.
    private static let hours = 200
    /// Questions a second that are modest, for a fleet of this size.
    private static let modest = 500
    private static let answerGoal = 10.0

    func run() async throws -> [Figure] {
        var figures: [Figure] = []
        func add(_ new: [Figure]) {
            figures += new
            for figure in new { tell(figure) }
        }
        var load = Host.load
        let (server, fresh) = try await premises.start()
        add([page("first page, empty data folder", fresh, load)])
        do { try await measure(server, add) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        load = Host.load
        let (again, known) = try await premises.start()
        await again.stop()
        add([page("first page, data of \(grouped(extent.devices)) devices", known, load)])
        return figures
    }

    private func measure(_ server: Running, _ add: ([Figure]) -> Void) async throws {
        let fingerprint = try await premises.fingerprint(server)
        let fleet = Fleet(premises: premises, program: fleet, fingerprint: fingerprint, extent: extent)
        add([try await fleet.enroll()])
        add([try await fleet.send(extent.devices, samples: extent.samples)])
        add([try await fleet.send(extent.devices / 20, samples: Self.hours)])
        let began = ContinuousClock.now
        try await fleet.judged()
        say("all judged \(decimal(began.duration(to: .now) / .seconds(1))) s after the last sample was stored")
        try await premises.settled(server)
        say("at rest \(decimal(began.duration(to: .now) / .seconds(1))) s after the last sample was stored")
        add(try await answers(try await fleet.devices()))
        add(
            try await Observing(premises: premises, program: agent, fingerprint: fingerprint, minutes: extent.minutes)
                .run())
    }

    /// One tool as the job has left it, and as it is when everything must be judged anew; beside them the plainest answer.
    private func answers(_ devices: [String]) async throws -> [Figure] {
        guard devices.count >= extent.devices else { throw Trouble("only \(devices.count) devices are listed") }
        let key = try await premises.ask("create_api_key", ["name": "bench", "permissions": ["devices:read"]])
        let headers = [Header("Authorization", "Bearer \(try key.text("secret"))")]
        // A stride without a common factor visits all of them, neighbors far apart.
        let order = devices.indices.map { devices[$0 * 7919 % devices.count] }
        @Sendable func address(_ index: Int, _ more: String) throws -> WebAddress {
            try premises.console.at(
                "/api/v1/tools/get_device_reliability?device=\(order[index % order.count])" + more)
        }
        func latency(_ count: Int, _ rate: Int?, _ more: String) async throws -> (Latency, load: String) {
            let load = Host.load
            return (
                try await Latency.measure(count, aSecond: rate, headers: headers, on: loop) { try address($0, more) },
                load
            )
        }
        func plain(_ rate: Int?) async throws -> Latency {
            try await Latency.measure(extent.requests, aSecond: rate, on: loop) { _ in premises.health }
        }
        let (modest, flatOut) = (try await plain(Self.modest), try await plain(nil))
        let (name, count) = ("get_device_reliability over HTTP, \(grouped(extent.devices)) devices", extent.requests)
        return [
            answer("\(name), \(Self.modest) a second", try await latency(count, Self.modest, ""), modest),
            answer("\(name), flat out", try await latency(count, nil, ""), flatOut),
            answer(
                "\(name), each judged anew (days=7), flat out", try await latency(count / 4, nil, "&days=7"), flatOut),
        ]
    }

    private func answer(_ name: String, _ latency: (Latency, load: String), _ plain: Latency) -> Figure {
        let (ours, load) = latency
        return Figure(
            name: "\(name), \(Latency.connections) connections", ours: ours.words,
            reference: "GET /healthz: \(plain.words)",
            ratio: "\(decimal(ours.percentile(99) / max(plain.percentile(99), 0.001)))", goal: "p99 ≤ 10 ms",
            isMet: ours.percentile(99) <= Self.answerGoal, load: load)
    }

    private func page(_ name: String, _ took: Duration, _ load: String) -> Figure {
        let seconds = took / .seconds(1)
        return Figure(
            name: name, ours: "\(decimal(seconds, 2)) s", goal: "≤ 5 s", isMet: seconds <= Self.pageGoal, load: load)
    }
}
