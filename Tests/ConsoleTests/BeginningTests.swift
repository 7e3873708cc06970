// SPDX-License-Identifier: Apache-2.0
import Rehearsal
import Testing

/// The first minutes: nothing is in care yet.
@Suite(.world()) struct BeginningTests {
    @Test("while there is no device the pages say what to do, and as soon as there is one they show it")
    func beginning() async throws {
        let world = try World.current
        let browser = try await world.signedIn()
        let first = try await browser.get("/")
        #expect(first.text.contains("No device yet") && first.text.contains("href=\"/forms/create_enrollment_key\""))
        #expect(first.text.contains("--server https://localhost:8444") && first.text.contains("--ca-sha256"))
        #expect(first.text.contains("data-listens"))
        #expect(try await browser.get("/devices").text.contains("No device yet"))
        #expect(try await browser.get("/devices?search=x").text.contains("No device matches"))
        let machine = try await world.enroll(into: world.acme)
        let later = try await browser.get("/")
        #expect(!later.text.contains("No device yet") && later.text.contains("/devices/\(machine.device)"))
    }
}
