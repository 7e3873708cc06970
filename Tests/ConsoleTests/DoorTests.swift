// SPDX-License-Identifier: Apache-2.0
import JSON
import Rehearsal
import Testing
import Vocabulary
import Web

/// Pages and forms on the real gate.
@Suite(.world()) struct DoorTests {
    private func id(_ seen: Browser.Seen, _ pattern: some RegexComponent<(Substring, Substring)>) throws -> String {
        String(try #require(seen.text.firstMatch(of: pattern)).output.1)
    }

    @Test("a device has its page; a foreign, an unknown and a senseless id have none") func subject() async throws {
        let world = try World.current
        let (machine, browser) = (try await world.enroll(into: world.acme), try await world.signedIn())
        let page = try await browser.get("/devices/\(machine.device)")
        #expect(page.status == 200 && page.text.contains("Acme"))
        #expect(page.text.contains("/forms/update_device?device=\(machine.device)"))
        for path in ["/devices/01932f6e-7d3c-7a10-8f00-0a1b2c3d4e5f", "/devices/x", "/devices/\(machine.device)/y"] {
            #expect(try await browser.get(path).status == 404)
        }
        #expect(try await browser.get("/devices").text.contains("/devices/\(machine.device)"))
    }

    @Test("a browser's session is good in its cookie and nowhere else") func bearer() async throws {
        let world = try World.current
        let session = try #require(try await world.signedIn().cookies["breeze_session"])
        #expect(try await world.ask("list_devices", by: .token(session)).status == 401)
        #expect(try await world.askMCP("list_devices", by: .token(session)).status == 401)
    }

    @Test("what an endpoint calls itself stays text on every page") func hostile() async throws {
        let world = try World.current
        let (machine, browser) = (try await world.enroll(into: world.acme), try await world.signedIn())
        let path = "/forms/update_device?device=\(machine.device)"
        let form = try await browser.get(path)
        let revision = try id(form, /name="revision" value="(\d+)"/)
        let name = "\"><script>alert(1)</script>"
        let done = try await browser.post(path, [("revision", revision), ("name", name), ("tags", "</textarea><b>")])
        #expect(done.status == 200 && done.text.contains("Done."))
        for path in ["/", "/devices", "/devices/\(machine.device)", path] {
            let page = try await browser.get(path)
            #expect(!page.text.contains("<script>") && page.text.contains("&lt;script&gt;alert(1)"), "\(path)")
        }
    }

    @Test("a form shows what is there, and an emptied field takes it away") func emptied() async throws {
        let world = try World.current
        let (machine, browser) = (try await world.enroll(into: world.acme), try await world.signedIn())
        let path = "/forms/update_device?device=\(machine.device)"
        _ = try await browser.post(path, [("revision", "1"), ("tags", "sql\r\ncritical path")])
        let form = try await browser.get(path)
        #expect(form.text.contains("sql\ncritical path</textarea>"))
        let cleared = try await browser.post(
            path, [("revision", try id(form, /name="revision" value="(\d+)"/)), ("name", ""), ("tags", "")])
        #expect(cleared.text.contains("Done."))
        #expect(try await !browser.get(path).text.contains("critical path"))
    }

    @Test("what was changed meanwhile is not overwritten unseen") func conflict() async throws {
        let world = try World.current
        let (machine, browser) = (try await world.enroll(into: world.acme), try await world.signedIn())
        let path = "/forms/update_device?device=\(machine.device)"
        _ = try await browser.post(path, [("revision", "1"), ("name", "Quick")])
        let late = try await browser.post(path, [("revision", "1"), ("name", "Late")])
        #expect(late.status == 409 && late.text.contains("value=\"Late\"") && late.text.contains("changed"))
        #expect(late.text.contains("name=\"revision\" value=\"2\""))
    }

    @Test("a refused form comes back as it was typed, with the reason at its field") func refusal() async throws {
        let browser = try await World.current.signedIn()
        let answer = try await browser.post(
            "/forms/create_organization", [("name", "Kept & safe"), ("time_zone", "Mars/Olympus")])
        #expect(answer.status == 422)
        #expect(answer.text.contains("value=\"Kept &amp; safe\"") && answer.text.contains("value=\"Mars/Olympus\""))
        #expect(answer.text.contains("id=\"f-time_zone-why\""))
        let empty = try await browser.post("/forms/create_organization")
        #expect(empty.status == 422 && empty.text.contains("Name is missing"))
    }

    @Test("a form beyond all measure is answered, and nothing of it is done") func huge() async throws {
        let browser = try await World.current.signedIn()
        let large = String(repeating: "x", count: 70_000)
        let answer = try await browser.post("/forms/create_organization", [("name", large)])
        #expect(answer.status == 413 && answer.text.contains("64 KB"))
        let own = Header("Sec-Fetch-Site", "same-origin")
        let broken = try await browser.ask("POST", "/forms/create_organization", [own], Array("name=%".utf8))
        #expect(broken.status == 400 && broken.text.contains("Nothing changed"))
    }

    @Test("the same form sent twice has one effect") func twice() async throws {
        let browser = try await World.current.signedIn()
        let form = try await browser.get("/forms/create_organization")
        let once = try id(form, /name=".once" value="([0-9a-f]+)"/)
        let answers = [
            try await browser.post("/forms/create_organization", [(".once", once), ("name", "Twice")]),
            try await browser.post("/forms/create_organization", [(".once", once), ("name", "Twice")]),
        ]
        #expect(answers.map(\.status) == [200, 200])
    }

    @Test(
        "a list that cannot be asked so says why, and shows nothing",
        arguments: [
            ("/devices?limit=many", "must be a whole number"), ("/devices?color=red", "is nothing that this list"),
            ("/devices?limit=1&limit=2", "is given twice"), ("/devices?cursor=x", "is not a"),
            ("/devices?connectivity=asleep", "must be one of"),
        ])
    func misasked(path: String, why: String) async throws {
        let answer = try await World.current.signedIn().get(path)
        #expect(answer.status == 422 && answer.text.contains(why) && answer.text.contains("Nothing is shown"))
    }

    @Test("a key is shown once, with the whole command that uses it") func enrollment() async throws {
        let world = try World.current
        let browser = try await world.signedIn()
        #expect(try await browser.get("/forms/create_enrollment_key").text.contains("Acme, Head office"))
        let answer = try await browser.post(
            "/forms/create_enrollment_key", [("site", "\(world.acme.site)"), ("uses", "2")])
        #expect(answer.text.contains("--server https://localhost:8444") && answer.text.contains("--ca-sha256"))
        #expect(answer.text.firstMatch(of: /--key bre_[\w-]{43}/) != nil)
    }

    @Test("a key gets the permissions that were ticked, and is revoked from its row") func keys() async throws {
        let browser = try await World.current.signedIn()
        let form = try await browser.get("/forms/create_api_key").text
        #expect(form.contains("value=\"devices:read\"") && !form.contains("value=\"api_keys:write\""))
        let made = try await browser.post(
            "/forms/create_api_key", [("name", "Reports"), ("permissions", "devices:read"), ("days", "30")])
        #expect(made.text.firstMatch(of: /brz_[\w-]{43}/) != nil)
        let list = try await browser.get("/api-keys")
        #expect(list.text.contains("Reports") && list.text.firstMatch(of: /brz_[\w-]{43}/) == nil)
        let revoke = try id(list, /href="(\/forms\/revoke_api_key\?key=[^"]+)"[^>]*>Revoke<span class="vh"> Reports/)
        #expect(try await browser.get(revoke).text.contains("<strong>Reports, brz_"))
        #expect(try await browser.post(revoke).text.contains("Done."))
    }

    @Test("a secret is shown once, also to whoever loads the page again") func repeated() async throws {
        let world = try World.current
        let browser = try await world.signedIn()
        let fields = [(".once", "4f3c2b1a"), ("site", "\(world.acme.site)")]
        #expect(try await browser.post("/forms/create_enrollment_key", fields).text.contains("--key bre_"))
        let again = try await browser.post("/forms/create_enrollment_key", fields)
        #expect(again.status == 200 && again.text.contains("not shown again"))
        #expect(!again.text.contains("--key") && !again.text.contains("shown_once"))
    }

    @Test("a long list is read page by page, each thing once") func paging() async throws {
        let browser = try await World.current.signedIn()
        var (path, names) = ("/organizations?limit=1", [String]())
        for _ in 1...20 {
            let page = try await browser.get(path)
            names.append(try id(page, /class="called" data-row="">([^<]+)</))
            guard let next = page.text.firstMatch(of: /href="([^"]*cursor=[^"]*)"/) else {
                break
            }
            path = String(next.output.1).replacing("&amp;", with: "&")
        }
        #expect(names.count > 2 && names.count == Set(names).count && names == names.sorted())
    }

    @Test("what devices are still at leads to a page that says how far they are") func started() async throws {
        let world = try World.current
        let (machine, browser) = (try await world.enroll(into: world.acme), try await world.signedIn())
        let answer = try await browser.post(
            "/forms/collect_diagnostics?devices=\(machine.device)", [("areas", "disks")])
        #expect(answer.status == 202)
        let page = try await browser.get(try id(answer, /href="(\/executions\/[0-9a-f-]+)"/))
        #expect(page.status == 200 && page.text.contains("collect_diagnostics") && page.text.contains("Queued"))
    }
}
