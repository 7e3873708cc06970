// SPDX-License-Identifier: Apache-2.0
package import JSON
package import Markup

/// Which files `scripts/assets` made: what to serve, as what, and in which encodings.
package struct AssetManifest: Sendable {
    package struct Entry: Sendable, Equatable {
        package let file: String
        package let type: String
        package let etag: String
        package let bytes: Int
        /// `br` and `gzip`, where the file is smaller so: it lies beside the file, with this suffix.
        package let encodings: [String: String]
    }
    package struct Malformed: Error, Equatable { package let why: String }

    package let entries: [String: Entry]

    package init(_ manifest: JSON) throws(Malformed) {
        guard case .object(let assets)? = manifest["assets"] else { throw Malformed(why: "it has no `assets`") }
        var entries: [String: Entry] = [:]
        for (name, asset) in assets {
            guard let entry = Entry(asset) else { throw Malformed(why: "its entry `\(name)` is not complete") }
            entries[name] = entry
        }
        self.entries = entries
    }

    /// For rendering.
    package var names: AssetNames { AssetNames(entries.mapValues(\.file)) }
}

extension AssetManifest.Entry {
    init?(_ asset: JSON) {
        guard case .string(let file)? = asset["file"], isPlain(file), case .string(let type)? = asset["type"],
            case .string(let etag)? = asset["etag"], case .integer(let bytes)? = asset["bytes"],
            case .object(let encodings)? = asset["encodings"]
        else { return nil }
        (self.file, self.type, self.etag, self.bytes) = (file, type, etag, bytes)
        self.encodings = encodings.compactMapValues { suffix in
            guard case .string(let suffix) = suffix, isPlain(suffix) else { return nil }
            return suffix
        }
    }
}

/// A name within its folder, never a way out of it.
private func isPlain(_ file: String) -> Bool {
    !file.isEmpty && !file.contains("..")
        && file.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        }
}
