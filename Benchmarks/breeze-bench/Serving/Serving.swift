// SPDX-License-Identifier: Apache-2.0
import JSON
import Lifecycle
import Loops
import Settings
import Web

/// A server from an empty folder, a fleet, questions, and the server again.
struct Serving: Sendable {
    let premises: Premises
    let fleet: String
    let extent: Extent
    let loop: EventLoop

    private static let pageGoal = 5.0
    /// Samples of a machine that was cut off for some hours.
    private static let hours = 200
    /// Questions a second that are modest, for a fleet of this size.
    private static let modest = 500
    private static let answerGoal = 10.0
    private static let samplesGoal = 5000.0

    func run(_ add: ([Figure]) -> Void) async throws {
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
    }

    private func measure(_ server: Running, _ add: ([Figure]) -> Void) async throws {
        let fingerprint = try await premises.fingerprint(server)
        let fleet = Fleet(premises: premises, program: fleet, fingerprint: fingerprint, extent: extent)
        add([try await fleet.enroll()])
        add([try await samples(fleet, extent.devices, extent.samples)])
        add([try await samples(fleet, extent.devices / 20, Self.hours)])
        let began = ContinuousClock.now
        try await fleet.judged()
        say("all judged \(decimal(began.duration(to: .now) / .seconds(1))) s after the last sample was stored")
        try await premises.settled(server)
        say("at rest \(decimal(began.duration(to: .now) / .seconds(1))) s after the last sample was stored")
        let devices = try await fleet.devices()
        let key = try await premises.ask("create_api_key", ["name": "bench", "permissions": ["devices:read"]])
        add(try await answers(devices, key.text("secret")))
        add(try await Throughput(premises: premises, server: server, key: key.text("secret"), devices: devices).run())
        add([try await IdleLinks(premises: premises, server: server, program: fleet.program, links: extent.links).run()]
        )
    }

    /// From the socket through the commit to the acknowledgement; beside it what PostgreSQL takes in of such rows.
    private func samples(_ fleet: Fleet, _ machines: Int, _ each: Int) async throws -> Figure {
        let load = Host.load
        let sent = try await fleet.send(machines, samples: each)
        let copy = try await BareCopy(premises: premises).measure()
        return Figure(
            name: "samples through the agents' door, \(grouped(machines)) links opened, \(each) samples each",
            ours: "\(decimal(sent.aSecond)) a second (\(grouped(sent.stored)) in \(sent.seconds) s), "
                + "\(decimal(copy.rowsOfSample)) rows each",
            reference: "bare COPY: \(grouped(Int(copy.rowsASecond))) rows a second",
            ratio: decimal(sent.aSecond * copy.rowsOfSample / max(copy.rowsASecond, 1), 2), goal: "≥ 5 000 a second",
            isMet: sent.aSecond >= Self.samplesGoal, load: load)
    }

    /// One tool as the job has left it, and as it is when everything must be judged anew; beside them the plainest answer.
    private func answers(_ devices: [String], _ key: String) async throws -> [Figure] {
        guard devices.count >= extent.devices else { throw Trouble("only \(devices.count) devices are listed") }
        let headers = [Header("Authorization", "Bearer \(key)")]
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
