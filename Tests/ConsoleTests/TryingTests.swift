// SPDX-License-Identifier: Apache-2.0
import Console
import GateKit
import JSON
import Rehearsal
import Testing
import Vocabulary

/// Every tool has a page that says all about it, and runs it through the gate.
@Suite(.world()) struct TryingTests {
    @Test("every tool that the API lists has its page, with each of its fields") func pages() async throws {
        let world = try World.current
        let browser = try await world.signedIn()
        let all = try await browser.get("/tools").text
        let items = try await world.request("GET", "/api/v1/tools", by: .operator).body.items
        #expect(items.count > 10)
        for item in items {
            guard case .string(let name)? = item["name"] else { continue }
            #expect(all.contains("href=\"/tools/\(name)\""))
            let page = try await browser.get("/tools/\(name)")
            #expect(page.status == 200, "\(name)")
            let ids = page.text.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
            #expect(ids.count == Set(ids).count, "\(name)")
            #expect(page.text.matches(of: /<h1[ >]/).count == 1)
            guard case .object(let fields)? = item["input"]?["properties"] else { continue }
            for field in fields.keys {
                #expect(page.text.contains("<span class=\"mono\">\(field)</span>"), "\(name) \(field)")
            }
            #expect(page.text.contains("breeze call \(name)") && page.text.contains("/api/v1/tools/\(name)"))
        }
        #expect(try await !browser.get("/tools?q=diagnos").text.contains("/tools/list_devices"))
    }

    @Test("a tool runs as it is asked, and says how to ask the same elsewhere") func runs() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let browser = try await world.signedIn()
        let answer = try await browser.post("/tools/get_device_details", [("device", "\(machine.device)")])
        #expect(answer.status == 200 && answer.text.contains("Done in"))
        #expect(answer.text.contains("&quot;organization_name&quot;: &quot;Acme&quot;"))
        #expect(answer.text.contains("--device \(machine.device)"))
        let wrong = try await browser.post(
            "/tools/list_devices",
            [
                ("connectivity", "online"), ("lifecycle", "active"), ("limit", "900"), ("search", "kept'as typed"),
            ])
        #expect(
            wrong.status == 422 && wrong.text.contains("id=\"f-limit-why\"") && wrong.text.contains("value=\"900\""))
        #expect(wrong.text.contains("kept&#39;as typed"))
        let blocked = try await browser.post("/tools/release_device", [("device", "\(machine.device)")])
        #expect(blocked.status == 403 && blocked.text.contains("Blocked. Nothing changed."))
    }

    @Test("a change that is tried is a change, once") func changes() async throws {
        let world = try World.current
        let browser = try await world.signedIn()
        let fields = [(".once", "9f8e7d6c"), ("name", "Tried out")]
        #expect(try await browser.post("/tools/create_organization", fields).text.contains("Done in"))
        #expect(try await browser.post("/tools/create_organization", fields).status == 200)
        let found = try await world.ask("list_organizations", ["search": "tried out"]).body.items
        #expect(found.count == 1)
    }

    @Test("nobody else's page can have a tool run") func foreign() async throws {
        let browser = try await World.current.signedIn()
        let answer = try await browser.post(
            "/tools/create_organization", [("name", "Stolen")], from: "https://evil.example")
        #expect(answer.status == 403)
    }
}

/// One call in three languages.
@Suite struct ToolCallsTests {
    @Test(
        "a shell reads back what was meant, whatever it is", arguments: ["it's", "$(reboot)", "a b", "`x`", "\\", "\""])
    func quoted(text: String) throws {
        #expect(shellWord(text).hasPrefix("'"))
        #expect(try TinyShell.words(of: shellWord(text)) == [text])
    }

    @Test("JSON over several lines is the same JSON") func laid() throws {
        let value: JSON = ["b": [1, .number(2.5), [:], []], "a": ["c": "x\ny"], "d": .null]
        #expect(try JSON(parsing: Array(laidOut(value).utf8)) == value)
        #expect(laidOut(["a": [1]]) == "{\n  \"a\": [\n    1\n  ]\n}")
    }
}

/// What a POSIX shell makes of single quotes and backslashes, which is all that we write.
private enum TinyShell {
    static func words(of text: String) throws -> [String] {
        var (words, word, isQuoted, isEscaped) = ([String](), "", false, false)
        for letter in text {
            switch letter {
            case _ where isEscaped: (word, isEscaped) = (word + String(letter), false)
            case "'": isQuoted.toggle()
            case "\\" where !isQuoted: isEscaped = true
            case " " where !isQuoted: (words, word) = (words + [word], "")
            default: word.append(letter)
            }
        }
        return words + [word]
    }
}
