// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Lists that cannot be derived are compared with what they list.
@Suite struct ListTests {
    static func folders(_ path: String) -> Set<String> {
        let root = Source.root.appending(path: path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return Set(names.filter { !$0.hasPrefix(".") })
    }
    static func text(_ path: String) throws -> String {
        try String(contentsOf: Source.root.appending(path: path), encoding: .utf8)
    }

    @Test("every feature's folder is a line of the manifest, of the server, and of the agent if it observes")
    func features() throws {
        let folders = Self.folders("Sources/Features")
        #expect(!folders.isEmpty)
        let manifest = try Self.text("Package.swift").matches(of: /feature\("(\w+)"/).map { String($0.1) }
        #expect(Set(manifest) == folders && manifest == manifest.sorted())
        let server = try Self.text("Sources/Apps/breeze/Features.swift").matches(of: /import (\w+)Server/).map {
            String($0.1)
        }
        #expect(Set(server) == folders)
        let agents = folders.filter { Self.folders("Sources/Features/\($0)").contains("Agent") }
        let agent = try Self.text("Sources/Apps/breeze-agent/Features.swift").matches(of: /import (\w+)Agent/).map {
            String($0.1)
        }
        #expect(Set(agent) == agents)
    }

    @Test("every feature says in a page of its own what it promises") func readmes() {
        for feature in Self.folders("Sources/Features") {
            #expect(Self.folders("Sources/Features/\(feature)").contains("README.md"), "\(feature)")
        }
    }

    @Test("a migration is embedded, short, and named in its feature") func migrations() throws {
        for feature in Self.folders("Sources/Features") {
            let folder = "Sources/Features/\(feature)/Server/Schema"
            for file in Self.folders(folder) {
                let sql = try Self.text("\(folder)/\(file)")
                #expect(sql.utf8.count < 8192, "\(file)")
                let name = file.replacing(".sql", with: "")
                let named = Source.under(/Sources\/Features\//).contains { $0.text.contains("Migration(\"\(name)\"") }
                #expect(named, "\(file) is applied by nobody")
            }
        }
    }

    @Test("every source says under which license it is") func licenses() {
        for source in Source.all {
            #expect(
                source.text.hasPrefix("// SPDX-License-Identifier: Apache-2.0") || source.path == "Package.swift",
                "\(source)")
        }
    }
}
