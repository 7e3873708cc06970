// SPDX-License-Identifier: Apache-2.0
import JSON
import Markup
import Web

/// The files that pages refer to, held in memory; a browser keeps each of them for ever, as its name carries its hash.
public struct ConsoleAssets: Sendable {
    let names: AssetNames
    private let files: StaticFiles

    /// Reads the manifest and all that it lists; `file` reads one file of the folder that `scripts/assets` made.
    public init(reading file: (_ name: String) throws -> [UInt8]) throws {
        let manifest = try AssetManifest(JSON(parsing: file("manifest.json")))
        var files: [String: StaticFile] = [:]
        for entry in manifest.entries.values {
            func compressed(_ coding: String) throws -> [UInt8]? {
                try entry.encodings[coding].map { try file(entry.file + $0) }
            }
            files["/assets/" + entry.file] = StaticFile(
                type: entry.type, try file(entry.file), brotli: try compressed("br"), gzip: try compressed("gzip"),
                freshness: .immutable)
        }
        (names, self.files) = (manifest.names, StaticFiles(files))
    }

    func response(to request: Web.Request) -> Web.Response {
        files.response(to: request) ?? Web.Response(404, text: "There is no such file.\n")
    }
}
