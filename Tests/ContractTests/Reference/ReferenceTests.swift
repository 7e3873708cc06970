// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import JSON
import Postgres
import REST
import Reception
import Rehearsal
import Testing
import Vocabulary

/// docs/reference is what the program says of itself: `make docs` writes it, and a change without that fails here.
@Suite(.world(furtherFeatures)) struct ReferenceTests {
    @Test("tools.md") func tools() throws {
        #expect(try Golden.difference("docs/reference/tools.md", toolPage()) == nil)
    }

    @Test("events.md") func events() throws {
        #expect(try Golden.difference("docs/reference/events.md", try eventPage()) == nil)
    }

    @Test("errors.md") func errors() throws {
        #expect(try Golden.difference("docs/reference/errors.md", errorPage()) == nil)
    }

    @Test("settings.md") func settings() throws {
        #expect(try Golden.difference("docs/reference/settings.md", settingsPage()) == nil)
    }

    @Test("schema.md") func schema() async throws {
        let reading = try World.current.database.reading(in: Context(role: "breeze_owner", settings: [:]))
        #expect(try Golden.difference("docs/reference/schema.md", try await schemaPage(reading)) == nil)
    }

    @Test("openapi.json, as the server answers it") func openAPI() async throws {
        let world = try World.current
        let served = try await world.request("GET", "/api/v1/openapi.json", by: world.readKey).body
        #expect(served == InterfaceDescription(registry).document)
        #expect(try Golden.difference("docs/reference/openapi.json", written(served) + "\n") == nil)
    }

    @Test("every event has an example whose untrusted paths are there") func examples() throws {
        for type in emitted {
            let details = try JSON(parsing: JSON.encode(type.example))
            for path in type.untrusted {
                let found = path.dropFirst(2).split(separator: ".").reduce(details as JSON?) { $0?[String($1)] }
                #expect(found != nil && found != .null, "\(type.type) \(path)")
            }
            #expect(type.meaning.hasSuffix(".") && !type.example.summary.isEmpty)
        }
    }

    @Test("every problem has a code of its own, and says when it comes and what to do") func problems() {
        let kinds = problemKinds
        #expect(Set(kinds.map(\.code)).count == kinds.count)
        for kind in kinds { #expect(kind.meaning.hasSuffix(".") && kind.remedy.hasSuffix("."), "\(kind.code)") }
    }
}
