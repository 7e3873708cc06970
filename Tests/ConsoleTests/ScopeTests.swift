// SPDX-License-Identifier: Apache-2.0
import Console
import JSON
import Rehearsal
import Shapes
import Testing
import Vocabulary
import Web

/// What one looks at stands in the address.
@Suite(.world()) struct ScopeTests {
    @Test("a page looks at the organization in its address, and at no other") func organization() async throws {
        let world = try World.current
        let (mine, other) = (try await world.enroll(into: world.acme), try await world.enroll(into: world.bolt))
        let browser = try await world.signedIn()
        let list = try await browser.get("/devices?scope=\(world.acme.organization)")
        #expect(list.text.contains("\(mine.device)") && !list.text.contains("\(other.device)"))
        #expect(list.text.contains("<span>Acme</span>"))
        // A link to one thing still leads there: it says itself what it is about.
        #expect(try await browser.get("/devices/\(other.device)?scope=\(world.acme.organization)").status == 200)
        #expect(try await browser.get("/devices").text.contains("\(other.device)"))
    }

    @Test("every link and form of a page stays within its scope") func links() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let browser = try await world.signedIn()
        for path in ["/", "/devices", "/devices/\(machine.device)", "/tools", "/forms/create_site"] {
            let page = try await browser.get("\(path)?scope=\(world.acme.organization)").text
            let ways = page.matches(of: /\s(?:href|action|formaction)="(\/[^"]*)"/).map { String($0.1) }
                .filter { !$0.hasPrefix("/assets/") }
            #expect(ways.count > 5)
            for way in ways { #expect(way.contains("scope="), "\(path) leads to \(way)") }
        }
    }

    @Test("one site is looked at where a tool can be asked about one") func site() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let browser = try await world.signedIn()
        let here = Scope(world.acme.organization, world.acme.site).text
        #expect(try await browser.get("/devices?scope=\(here)").text.contains("\(machine.device)"))
        let made = try await world.ask(
            "create_site", ["organization": .string("\(world.acme.organization)"), "name": "Empty barn"])
        guard case .string(let barn)? = made["site"] else {
            Issue.record("no site was made: \(made)")
            return
        }
        let there = try await browser.get("/devices?scope=\(world.acme.organization).\(barn)").text
        #expect(!there.contains("\(machine.device)") && there.contains("Empty barn"))
    }

    @Test("a scope that is nobody's shows nothing") func foreign() async throws {
        let browser = try await World.current.signedIn()
        let page = try await browser.get("/devices?scope=01932f6e-7d3c-7a10-8f00-0a1b2c3d4e5f")
        #expect(page.status == 404)
    }

    @Test(
        "an address keeps its own scope, its question and its place",
        arguments: [
            ("/devices", "/devices?scope=O"), ("/devices?q=a", "/devices?q=a&scope=O"),
            ("/x?scope=", "/x?scope="), ("/x?a=1&scope=2", "/x?a=1&scope=2"), ("/x#f", "/x?scope=O#f"),
        ])
    func kept(path: String, wanted: String) throws {
        let organization = try #require(OrganizationID("01932f6e-7d3c-7a10-8f00-0a1b2c3d4e5f"))
        #expect(Scope(organization).kept(in: path) == wanted.replacing("O", with: "\(organization)"))
    }

    @Test("what is no scope is none", arguments: ["", "acme", "01932f6e-7d3c-7a10-8f00-0a1b2c3d4e5f.", "a.b.c"])
    func senseless(text: String) { #expect(Scope(text) == nil) }
}
