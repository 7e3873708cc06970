// SPDX-License-Identifier: Apache-2.0
import Console
import JSON
import Markup
import Testing

@Suite struct AssetManifestTests {
    private func manifest(file: String, ending: String = ".br") -> JSON {
        [
            "assets": [
                "a.js": [
                    "file": .string(file), "type": "text/javascript", "etag": "\"x\"", "bytes": 3,
                    "encodings": ["br": .string(ending)],
                ]
            ]
        ]
    }

    @Test("a name leads to the file that carries its hash")
    func names() throws {
        let manifest = try AssetManifest(manifest(file: "a.01ab.js"))
        #expect(manifest.names.path(of: "a.js") == "/assets/a.01ab.js")
        #expect(manifest.entries["a.js"]?.encodings == ["br": ".br"])
    }

    @Test("a manifest cannot lead out of its folder", arguments: ["../a.js", "/etc/passwd", "a/b.js", "..", ""])
    func escapes(file: String) {
        #expect(throws: AssetManifest.Malformed.self) { try AssetManifest(manifest(file: file)) }
        #expect(throws: Never.self) {
            let entry = try AssetManifest(manifest(file: "a.js", ending: file)).entries["a.js"]
            #expect(entry?.encodings == [:])
        }
    }

    @Test(
        "what is not a manifest is refused, with the reason",
        arguments: [[:], ["assets": []], ["assets": ["a.js": ["file": "a.js"]]]] as [JSON])
    func malformed(manifest: JSON) { #expect(throws: AssetManifest.Malformed.self) { try AssetManifest(manifest) } }
}
