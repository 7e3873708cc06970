// SPDX-License-Identifier: Apache-2.0
import JSON
import Rehearsal
import Testing
import Vocabulary
import Web

/// A long list: its window, what is found in it, and what is done to all that match.
@Suite(.world()) struct WindowTests {
    private let rows = [Header("Breeze-Part", "rows")]

    private func names(_ text: String) -> [String] {
        text.matches(of: /data-row="">.*?<\/span><\/span> (?:<bdi[^>]*>)?([^<]+)</).map { String($0.1) }
    }

    private func named(_ names: [String], in world: World) async throws -> [Workstation] {
        var machines: [Workstation] = []
        for name in names {
            let machine = try await world.enroll(into: world.acme)
            let id = JSON.string("\(machine.device)")
            #expect(
                try await world.ask("update_device", ["device": id, "revision": 1, "name": .string(name)]).status == 200
            )
            machines.append(machine)
        }
        return machines
    }

    @Test("rows are fetched from any place on, in one order, and their number is told") func window() async throws {
        let world = try World.current
        _ = try await named(["Window c", "window A", "Window b"], in: world)
        let browser = try await world.signedIn()
        let page = try await browser.get("/devices?q=window")
        #expect(page.text.contains("data-total=\"3\"") && page.text.contains("1–3 of 3"))
        #expect(names(page.text) == ["window A", "Window b", "Window c"])
        let block = try await browser.get("/devices?q=window&skip=1&limit=1", headers: rows)
        #expect(names(block.text) == ["Window b"] && !block.text.contains("<html"))
        let behind = try await browser.get("/devices?q=window&skip=2&limit=40&dir=desc", headers: rows)
        #expect(names(behind.text) == ["window A"])
        let list = try await browser.get("/devices?q=window%20b", headers: [Header("Breeze-Part", "list")])
        #expect(
            list.text.contains("id=\"results\"") && list.text.contains("1–1 of 1")
                && !list.text.contains("<nav class=\"nav\""))
    }

    @Test("a thing can be looked at beside its list") func peek() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let browser = try await world.signedIn()
        let peek = try await browser.get("/devices/\(machine.device)", headers: [Header("Breeze-Part", "peek")])
        #expect(peek.status == 200 && peek.text.contains("Host name") && !peek.text.contains("<html"))
    }

    @Test("all that match are counted again, named, and no more of them than a tool takes") func matching() async throws
    {
        let world = try World.current
        let machines = try await named(["Matching one", "Matching two"], in: world)
        let browser = try await world.signedIn()
        let path = "/forms/collect_diagnostics?matching=q%3Dmatching"
        let form = try await browser.get(path)
        #expect(
            form.text.contains("Matching one, Matching two") && form.text.contains("name=\".matching\" value=\"2\""))
        // One more has joined them since the form was shown.
        _ = try await named(["Matching three"], in: world)
        let late = try await browser.post(path, [(".matching", "2"), ("areas", "disks")])
        #expect(late.status == 422 && late.text.contains("3 match now"))
        let sent = try await browser.post(path, [(".matching", "3"), ("areas", "disks")])
        #expect(sent.status == 202)
        let execution = try #require(sent.text.firstMatch(of: /href="(\/executions\/[0-9a-f-]+)"/)).output.1
        let told = try await browser.get(String(execution)).text
        for machine in machines { #expect(told.contains("\(machine.device)")) }
        #expect(try await browser.get("/forms/collect_diagnostics?matching=q%3Dno-such-name").status == 422)
        #expect(try await browser.get("/forms/collect_diagnostics?matching=color%3Dred").status == 422)
    }

    @Test("things, tools and customers are found by name, each by the tool that finds them") func find() async throws {
        let world = try World.current
        let machine = try await named(["Findable desk"], in: world)[0]
        let browser = try await world.signedIn()
        #expect(try await browser.get("/find?q=findable").text.contains("/devices/\(machine.device)"))
        #expect(try await browser.get("/find?q=acme").text.contains("/?scope=\(world.acme.organization)"))
        #expect(try await browser.get("/find?q=diagnos").text.contains("/tools/collect_diagnostics"))
        #expect(try await browser.get("/find?q=").text.contains("/tools/list_devices"))
        #expect(try await !browser.get("/find?q=zzz").text.contains("<li"))
    }
}
