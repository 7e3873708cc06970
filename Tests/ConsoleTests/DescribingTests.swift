// SPDX-License-Identifier: Apache-2.0
import Console
import ServerKit
import GateKit
import JSON
import Markup
import Rehearsal
import Shapes
import Testing

/// Any answer, fact by fact.
@Suite(.world()) struct DescribingTests {
    @Test("every tool's answer can be shown, each fact under its name") func examples() throws {
        for entry in try World.current.platform.gate.registry.entries {
            let page = facts(of: try JSON(parsing: entry.example()), as: entry.output) { _, _ in nil }.html()
            for member in entry.output.members {
                let words = member.name.replacing("_", with: " ")
                #expect(page.lowercased().contains(">\(words)<"), "\(entry.name) \(member.name)")
            }
            #expect(!page.contains("<script") && !page.contains("{&quot;"), "\(entry.name)")
        }
    }

    @Test(
        "a number is written with its unit",
        arguments: [
            (1536, .bytes, "1.5 KiB"), (90, .seconds, "1 min"), (12.34, .percent, "12.3 %"), (1234, .count, "1,234"),
            (3, .days, "3 d"), (2.5, nil, "2.5"), (.infinity, .bytes, "0 B"),
        ] as [(Double, Unit?, String)])
    func quantities(number: Double, unit: Unit?, words: String) { #expect(quantity(number, unit) == words) }

    @Test("an id leads to its page where there is one") func links() throws {
        let shape = Shape.id(of: "device")
        let id = "01932f6e-7d3c-7a10-8f00-0a1b2c3d4e5f"
        let linked = facts(of: ["device": .string(id)], as: .object([Thing.shape.members[0]])) { "/\($0)s/\($1)" }
            .html()
        #expect(linked.contains("href=\"/devices/\(id)\""))
        #expect(shape == Thing.shape.members[0].shape)
    }

    private struct Thing: Fields {
        enum Device: Noun { static let noun = "device" }
        @Field("Which one.") var device: ID<Device>
    }
}
