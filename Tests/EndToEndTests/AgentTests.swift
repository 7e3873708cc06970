// SPDX-License-Identifier: Apache-2.0
import Foundation
import Rehearsal
import Testing

/// The agent as it is shipped.
@Suite struct AgentTests {
    @Test("it is made of what was agreed, and needs no library of its machine: weight shows in review") func linked()
        async throws
    {
        let objects = Product.agent.deletingLastPathComponent().appending(
            path: "breeze-agent.product/Objects.LinkFileList")
        let modules = try String(contentsOf: objects, encoding: .utf8).matches(of: /\/(\w+)\.build\//).map {
            String($0.1)
        }
        let needed = try await Host.run(["readelf", "--dynamic", "--wide", Product.agent.path]).matches(
            of: /\(NEEDED\).*\[(.*)\]/
        ).map { String($0.1) }
        let made = Set(modules).sorted().map { "module \($0)\n" } + Set(needed).sorted().map { "library \($0)\n" }
        let golden = Product.root.appending(path: "docs/reference/agent.linked.txt")
        if ProcessInfo.processInfo.environment["BREEZE_GOLDEN"] == "write" {
            try made.joined().write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(
            try String(contentsOf: golden, encoding: .utf8) == made.joined(),
            "BREEZE_GOLDEN=write FILTER=AgentTests make test writes it anew")
    }
}
