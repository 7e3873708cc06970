// SPDX-License-Identifier: Apache-2.0
import JSON
import Rehearsal
import Testing
import Web

/// Pages, and edits of what somebody else has edited.
@Suite(.world()) struct ListTests {
    @Test("a list is read to its end page by page, each thing once") func pages() async throws {
        let world = try World.current
        for name in ["A", "B", "C", "D", "E"] {
            #expect(try await world.ask("create_organization", ["name": .string("Paged \(name)")]).status == 200)
        }
        var (seen, cursor): ([JSON], JSON) = ([], .null)
        for _ in 0..<50 {
            let page = try await world.ask("list_organizations", ["limit": 2, "cursor": cursor])
            guard case .array(let items)? = page["items"], let more = page["more"] else { break }
            #expect(items.count <= 2 && (more == true) == (page["next_cursor"] != .null))
            seen += items.compactMap { $0["organization"] }
            cursor = page["next_cursor"] ?? .null
            if more == false { break }
        }
        let whole = try await world.ask("list_organizations", ["limit": 200])
        guard case .array(let all)? = whole["items"] else { return }
        #expect(seen == all.compactMap { $0["organization"] } && seen.count >= 8)
    }

    @Test("a page has at most 200", arguments: [0, -1, 201]) func limits(limit: Int) async throws {
        let answer = try await World.current.ask("list_organizations", ["limit": .integer(limit)])
        #expect(answer.status == 422 && answer["path"] == "$.limit")
    }

    @Test("an edit of what has changed meanwhile names the revision that it is at, and changes nothing")
    func stale() async throws {
        let world = try World.current
        let machine = try await world.enroll(into: world.acme)
        let device = JSON.string("\(machine.device)")
        func update(_ revision: JSON, _ name: JSON) async throws -> World.Answer {
            try await world.ask("update_device", ["device": device, "revision": revision, "name": name])
        }
        let present = try await world.ask("get_device_details", ["device": device])
        let revision = try #require(present["revision"])
        let first = try await update(revision, "First")
        let second = try await update(revision, "Second")
        #expect(first.status == 200 && second.status == 409 && second["code"] == "conflict")
        #expect(second["revision"] == first["revision"])
        #expect(try await world.ask("get_device_details", ["device": device])["name"] == "First")
        #expect(try await update(try #require(second["revision"]), "Second").status == 200)
    }

    @Test("arguments in an address are those of a body", arguments: ["limit=1", "limit=1&search=", "limit=%31"])
    func query(query: String) async throws {
        let world = try World.current
        let asked = try await world.request("GET", "/api/v1/tools/list_devices?\(query)", by: .operator)
        #expect(asked.status == 200)
        let twice = try await world.request("GET", "/api/v1/tools/list_devices?limit=1&limit=2", by: .operator)
        #expect(twice.status == 422 && twice["path"] == "$.limit")
    }
}
