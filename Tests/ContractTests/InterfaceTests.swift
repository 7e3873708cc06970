// SPDX-License-Identifier: Apache-2.0
import Foundation
import Rehearsal
import Testing
import Web

/// The REST door and its own description, compared by tools that others wrote: openapi-spec-validator and schemathesis.
@Suite(.serialized, .world(furtherFeatures), .timeLimit(.minutes(5))) struct InterfaceTests {
    @Test("the description is valid, and every answer is as it says: a short run") func short() async throws {
        try await check(["--examples", "3"], within: .seconds(240))
    }
}

@Suite(
    .serialized, .world(furtherFeatures), .timeLimit(.minutes(40)),
    .enabled(if: ProcessInfo.processInfo.environment["BREEZE_PROVE"] != nil))
struct InterfaceProofs {
    @Test("the same, with many more calls", arguments: [1, 2, 3]) func long(seed: Int) async throws {
        try await check(["--examples", "150", "--seed", "\(seed)"], within: .seconds(720))
    }
}

/// With a key that holds everything a key can, and sees one customer only.
private func check(_ words: [String], within bound: Duration) async throws {
    let world = try World.current
    _ = try await world.enroll(into: world.acme)
    guard case .token(let key) = world.acmeKey else { return }
    let script = Product.root.appending(path: "scripts/api_check").path
    let checked = try await Host.ask([script, "http://127.0.0.1:\(world.api.port)", key] + words, within: bound)
    #expect(checked.status == 0, "\(checked.out.suffix(20_000)) \(checked.err.suffix(2000))")
}
