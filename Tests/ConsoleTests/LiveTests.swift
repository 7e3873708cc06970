// SPDX-License-Identifier: Apache-2.0
import JSON
import Rehearsal
import Testing
import Web

/// A page listens to its own news.
@Suite(.world(), .timeLimit(.minutes(2))) struct LiveTests {
    @Test("a row that changes is told, and no other is")
    func news() async throws {
        let world = try World.current
        let (mine, other) = (try await world.enroll(into: world.acme), try await world.enroll(into: world.acme))
        let browser = try await world.signedIn()
        var first = ""
        let heard = try await browser.listen(to: "/devices?limit=40") { heard in
            if first.isEmpty, heard.contains("event: beat") {
                first = heard
                let change: JSON = ["device": .string("\(mine.device)"), "revision": 1, "name": "Renamed meanwhile"]
                let renamed = try await world.ask("update_device", change)
                #expect(renamed.status == 200)
            }
            return heard.contains("Renamed meanwhile")
        }
        #expect(first.contains("id=\"r-\(mine.device)\"") && first.contains("id=\"r-\(other.device)\""))
        let news = heard.dropFirst(first.count)
        #expect(news.contains("id=\"r-\(mine.device)\"") && !news.contains("id=\"r-\(other.device)\""))
    }

    @Test("who is not signed in hears nothing, and who may not see a page is told that it is over") func strangers()
        async throws
    {
        let world = try World.current
        #expect(try await world.browser.get("/live?of=/devices").status == 303)
        let browser = try await world.signedIn()
        let gone = try await browser.listen(to: "/devices/01932f6e-7d3c-7a10-8f00-0a1b2c3d4e5f") { _ in false }
        #expect(gone.contains("event: over") && !gone.contains("event: part"))
        for path in ["//evil.example", "https://evil.example/", "/live?of=/devices"] {
            #expect(try await browser.get("/live?of=" + path.percentEncoded).status == 404)
        }
    }

    @Test("a session that ends ends what it listens to") func ended() async throws {
        let world = try World.current
        let browser = try await world.signedIn()
        var hasLeft = false
        let heard = try await browser.listen(to: "/devices") { heard in
            if !hasLeft, heard.contains("event: beat") {
                hasLeft = true
                let left = try await browser.post("/sign-out")
                #expect(left.status == 303)
            }
            return false
        }
        #expect(heard.hasSuffix("event: over\ndata: \n\n"))
    }
}
