// SPDX-License-Identifier: Apache-2.0
import JSON

/// Ten customers' machines, simulated by breeze-fleet, on the server that is measured.
struct Fleet: Sendable {
    let premises: Premises
    let program: String
    let fingerprint: String
    let extent: Extent

    static let customers = 10
    /// Judging follows the intake; how long we wait for it.
    private static let patience = Duration.seconds(1800)

    private var data: String { premises.folder + "/fleet" }

    /// Enrolls a tenth of the machines into each of ten organizations.
    func enroll() async throws -> Figure {
        let load = Host.load
        let began = ContinuousClock.now
        for customer in 1...Self.customers {
            let organization = try await premises.ask("create_organization", ["name": .string("Customer \(customer)")])
            let sites = try await premises.ask(
                "list_sites", ["organization": .string(try organization.text("organization"))])
            guard let site = try sites.elements("items").first else { throw Trouble("an organization without a site") }
            let each = extent.devices / Self.customers
            let key = try await premises.ask(
                "create_enrollment_key", ["site": .string(try site.text("site")), "uses": .integer(each)])
            let file = try premises.keep(try key.text("secret"), as: "enrollment.key")
            _ = try await Running(
                program,
                [
                    "enroll", "--data", data, "--server", premises.agents, "--key-file", file, "--ca-sha256",
                    fingerprint, "--count", "\(each)",
                ], log: premises.folder + "/enroll.log"
            ).end()
        }
        let seconds = began.duration(to: .now) / .seconds(1)
        return Figure(
            name: "enrollments, \(grouped(extent.devices)) machines",
            ours: "\(decimal(Double(extent.devices) / seconds, 0)) a second", load: load)
    }

    /// What was sent and stored.
    struct Sent: Sendable {
        let stored: Int
        let aSecond: Double
        let seconds: String
    }

    /// Lets machines send their samples; ends when all are stored.
    func send(_ machines: Int, samples: Int) async throws -> Sent {
        let said = try await Running(
            program, ["send", "--data", data, "--samples", "\(samples)", "--count", "\(machines)"],
            log: premises.folder + "/send.log"
        ).end()
        let totals = Self.totals(said)
        guard let rate = totals["samples_per_second"].flatMap({ Double($0) }),
            let stored = totals["acknowledged"].flatMap({ Int($0) }),
            stored == machines * samples, totals["dropped"] == "0"
        else { throw Trouble("not all samples were stored: \(said.suffix(500))") }
        return Sent(stored: stored, aSecond: rate, seconds: totals["seconds"] ?? "?")
    }

    private static func totals(_ said: String) -> [String: String] {
        let line = said.split(separator: "\n").last { $0.hasPrefix("links=") } ?? ""
        let pairs = line.split(separator: " ").map { $0.split(separator: "=").map(String.init) }
        return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { _, last in last }
    }

    /// Waits until the server has an opinion of each machine.
    func judged() async throws {
        let began = ContinuousClock.now
        while began.duration(to: .now) < Self.patience {
            let health = try await premises.ask("get_fleet_health", ["worst": 0])
            guard let bands = health["bands"] else { throw Trouble("get_fleet_health without bands") }
            let judged = try ["good", "fair", "poor", "critical"].map(bands.number).reduce(0, +)
            if judged >= extent.devices { return }
            try await Task.sleep(for: .seconds(1))
        }
        throw Trouble("the server has not judged all devices within \(Self.patience)")
    }

    /// The ids of all devices, as the server lists them.
    func devices() async throws -> [String] {
        var (ids, cursor): ([String], JSON?) = ([], nil)
        for _ in 0...(extent.devices / 200 + 1) {
            var arguments: [String: JSON] = ["limit": 200]
            if let cursor { arguments["cursor"] = cursor }
            let page = try await premises.ask("list_devices", .object(arguments))
            ids += try page.elements("items").map { try $0.text("device") }
            guard page["more"] == true, let next = page["next_cursor"] else { return ids }
            cursor = next
        }
        return ids
    }
}
