// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Testing

/// Real machines, the shipped agent, the server and PostgreSQL as they run in the field.
@Suite(.serialized, .enabled(if: Endpoint.isPossible, "\(Endpoint.obstacle ?? "")"), .timeLimit(.minutes(10)))
struct MachineTests {
    @Test("a service that is killed and a power cut show in the score, and an MCP client that knows no name finds them")
    func judged() async throws {
        try await Product.with { product in
            try await Endpoint.with("web-1") { machine in
                let device = try await product.enroll(machine)
                try await product.eventually("the machine is online") {
                    try await product.call("get_device_details", ["--device", device])["connectivity"] == "online"
                        ? true : nil
                }
                try await machine.run("systemctl kill --signal=SEGV nginx")
                try await product.eventually("nginx is an issue") {
                    try await issues(of: device, product).contains("nginx.service") ? true : nil
                }
                try await machine.cutPower()
                try await machine.powerOn()
                try await product.eventually("the power cut is an issue") {
                    try await kinds(of: device, product).contains {
                        $0.contains("unclean") || $0.contains("crash") || $0.contains("power")
                    }
                        ? true : nil
                }
                let key = try await product.apiKey(["devices:read"])
                let asked = try await product.script("mcp_ask", [product.url + "/mcp", key])
                #expect(asked.status == 0 && asked.out.contains("nginx.service"), "\(asked.out) \(asked.err)")
            }
        }
    }

    @Test("an agent that is killed again and again, with no server to be heard by, loses nothing and repeats nothing")
    func kills() async throws {
        try await Product.with { product in
            try await Endpoint.with("app-1") { machine in
                let device = try await product.enroll(machine)
                try await product.eventually("samples have come") {
                    try await Self.kept(device, product) > 0 ? true : nil
                }
                await product.stop()
                let before = try await machine.ask(["breeze-agent", "status"]).out
                for _ in 0..<6 {
                    try await Task.sleep(for: .milliseconds(1500))
                    _ = try await machine.ask(["systemctl", "kill", "--signal=KILL", "breeze-agent"])
                }
                let waiting = try await product.eventually("samples wait") {
                    let said = try await machine.ask(["breeze-agent", "status"]).out
                    return said.firstMatch(of: /waiting +(\d+) samples; lost 0/).flatMap { Int($0.1) }.flatMap {
                        $0 > 2 ? $0 : nil
                    }
                }
                try await product.start()
                try await product.eventually("the agent has handed over what waited; before that it said \(before)") {
                    try await machine.ask(["breeze-agent", "status"]).out.contains(/waiting +0 samples; lost 0/)
                        ? true : nil
                }
                // Every second sample is of metrics: each start looks once with either collector.
                let kept = try await Self.kept(device, product)
                #expect(2 * kept >= waiting, "\(kept) of \(waiting)")
                let repeats = try await product.rows(
                    "select count(*) - count(distinct (boot, sequence)) from metrics_sample where device_id = '\(device)'"
                )
                #expect(repeats == "0")
                // Each look begins where the one before it ended: a hole would be a time nobody looked at.
                let holes = try await product.rows(
                    """
                    select count(*) from (select looked_from, lag(looked_to) over (order by looked_to) as last
                                            from reliability_look where device_id = '\(device)') q
                     where looked_from > last
                    """)
                #expect(holes == "0")
            }
        }
    }

    private static func kept(_ device: String, _ product: Product) async throws -> Int {
        Int(try await product.rows("select count(*) from metrics_sample where device_id = '\(device)'")) ?? 0
    }

    @Test("a copied disk is found out, waits for a person, and is let back by name") func copied() async throws {
        try await Product.with { product in
            try await Endpoint.with("db-1") { machine in
                let device = try await product.enroll(machine)
                let connected: @Sendable () async throws -> Bool? = {
                    try await product.call("get_device_details", ["--device", device])["connectivity"] == "online"
                        ? true : nil
                }
                try await product.eventually("the machine is online", connected)
                let copy = try await machine.clone()
                do {
                    for one in [machine, copy, machine] {
                        try await one.run("systemctl restart breeze-agent && sleep 2")
                    }
                    try await product.eventually("the copy is found out") {
                        try await product.call("get_device_details", ["--device", device])["lifecycle"] == "quarantined"
                            ? true : nil
                    }
                    try await copy.remove()
                } catch {
                    try? await copy.remove()
                    throw error
                }
                let released = try await product.run(["device", "release", device])
                #expect(released.status == 0, "\(released.err)")
                try await machine.run("systemctl restart breeze-agent")
                try await product.eventually("the machine is back") {
                    let details = try await product.call("get_device_details", ["--device", device])
                    return details["lifecycle"] == "active" && details["connectivity"] == "online" ? true : nil
                }
            }
        }
    }
}

/// What the report of a device names, and what kinds of trouble it tells of.
private func issues(of device: String, _ product: Product) async throws -> [String] {
    try await topIssues(of: device, product).compactMap { issue in
        if case .string(let text)? = issue["name"]?["untrusted"] { text } else { nil }
    }
}
private func kinds(of device: String, _ product: Product) async throws -> [String] {
    try await topIssues(of: device, product).compactMap { issue in
        if case .string(let text)? = issue["cause"] { text } else { nil }
    }
}
private func topIssues(of device: String, _ product: Product) async throws -> [JSON] {
    let report = try await product.call("get_device_reliability", ["--device", device])
    if case .array(let issues)? = report["issues"] { return issues }
    return []
}
