// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Shapes
import Testing
import Vocabulary

/// Two servers, in processes of their own, on one database.
@Suite(.serialized, .timeLimit(.minutes(10))) struct NeighborTests {
    @Test("what is asked of one server reaches the devices of the other, and their answers come back") func orders()
        async throws
    {
        try await Product.with { first in
            try await first.withNeighbor { second in
                let machine = try await first.workstation()
                let link = try second.meets(machine)
                #expect(try await link.connect().welcome != nil)
                for round in 0..<5 {
                    async let asked = first.call(
                        "collect_diagnostics",
                        ["--devices", "\(machine.device)", "--areas", "disks", "--wait", "60"])
                    async let obeyed: Void = obey(link, saying: "round \(round)")
                    let answer = "\(try await asked)"
                    #expect(answer.contains("round \(round)"), "\(answer)")
                    try await obeyed
                }
                // Each once: nothing is left over for the link, nor in the queue.
                let states = try await first.rows("select state, count(*) from house.command group by state")
                #expect(states == "failed|5")
                await link.hangUp()
            }
        }
    }

    private func obey(_ link: Workstation, saying words: String) async throws {
        let order = try #require(try await link.hear().order)
        #expect(order.kind == "devices.run_diagnostics")
        try await link.say(FromAgent(CommandReport(command: order.command, failure: words)))
    }

    @Test("a device that changes servers is taken in once, whatever it sends again; both servers answer alike")
    func samples() async throws {
        try await Product.with { first in
            try await first.withNeighbor { second in
                let machine = try await first.workstation()
                let links = [try first.meets(machine), try second.meets(machine)]
                let body = RawJSON([
                    "logical_cpus": 1, "disks": [], "interfaces": [], "processes": [], "missing": [],
                ])
                for round in 0..<10 {
                    let link = links[round % 2]
                    // Its last batch comes again at the other server, for it heard no acknowledgement.
                    let batch = (max(0, round * 10 - 10)..<round * 10 + 10).map { number in
                        Batch.Sample(
                            sequence: number, kind: "metrics.sample",
                            observedAt: Instant(milliseconds: Int(Date().timeIntervalSince1970 * 1000)), boot: nil,
                            body: body)
                    }
                    try await link.connect()
                    #expect(try await link.send(batch).sequence == round * 10 + 9)
                    await link.hangUp()
                }
                let rows = try await first.rows("select count(*), count(distinct sequence) from metrics_sample")
                #expect(rows == "100|100")
                for tool in ["list_devices", "list_sites", "list_organizations"] {
                    #expect(try await first.call(tool) == second.call(tool), "\(tool)")
                }
            }
        }
    }

    @Test("events of both servers are in one order, each once; one server goes, and the other goes on") func events()
        async throws
    {
        try await Product.with { first in
            try await first.withNeighbor { second in
                try await withThrowingTaskGroup { group in
                    for (number, server) in [first, second].enumerated() {
                        group.addTask {
                            for round in 0..<15 {
                                _ = try await server.call("create_organization", ["--name", "Org \(number).\(round)"])
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let log = """
                    select count(*), count(distinct event_id), count(distinct pos) from house.event
                     where type = 'tool.ran' and details like '%create_organization%'
                    """
                try await first.eventually("all events are in the log") {
                    try await first.rows(log) == "30|30|30" ? true : nil
                }
                await second.kill()
                _ = try await first.call("create_organization", ["--name", "Afterwards"])
                try await first.eventually("the one that is left goes on") {
                    try await first.rows(log) == "31|31|31" ? true : nil
                }
            }
        }
    }
}
