// SPDX-License-Identifier: Apache-2.0
import Testing

/// What a door may not know.
@Suite struct NamingTests {
    @Test("no door names a tool: whatever it knows of one, it has read in the registry") func tools() throws {
        let declared = Source.under(/Sources\/Features\/\w+\/Server\//).flatMap { source in
            source.text.matches(of: /static let name = "([a-z0-9_]+)"/).map { String($0.1) }
        }
        #expect(declared.count > 10)
        for door in Source.under(/Sources\/Doors\//) {
            let text = door.text.replacing(/\/\/[^\n]*/, with: "")
            for tool in declared { #expect(!text.contains("\"\(tool)"), "\(door) names \(tool)") }
        }
    }
}
