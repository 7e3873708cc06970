// SPDX-License-Identifier: Apache-2.0
import JSON

extension FuzzTarget {
    /// A document that is read can be written, is then canonical, and is read again as the same.
    static let json = FuzzTarget("json") { bytes throws(Broken) in
        let raw = try? RawJSON(bytes)
        guard let value = try? JSON(parsing: bytes) else {
            return try promise(raw == nil, "kept verbatim, but not read")
        }
        guard let raw else { throw Broken(description: "read, but not kept verbatim") }
        let same = try kept("what was kept") { try raw.json }
        try promise(same == value, "what was kept is another value")
        let written = value.bytes
        let again = try kept("what was written") { try JSON(parsing: written) }
        try promise(again == value, "written and read, it is another value")
        try promise(again.bytes == written, "written twice, it is another text")
        guard let canonical = try? value.canonical else { return }
        let reread = try kept("its canonical form") { try JSON(parsing: canonical).canonical }
        try promise(reread == canonical, "its canonical form has another canonical form")
    }

    /// What fits a type goes through it unchanged, and nothing of it is lost where losing is allowed.
    static let decoder = FuzzTarget("decoder") { bytes throws(Broken) in
        let salvaged = try? JSON.salvage(Everything.self, from: bytes)
        guard let value = try? JSON.decode(Everything.self, from: bytes) else { return }
        guard let salvaged else { throw Broken(description: "decoded, but not salvaged") }
        try promise(salvaged.lost == 0, "decoded whole, but \(salvaged.lost) lost in salvage")
        try promise(salvaged.value == value, "salvaged, it is another value")
        let written = try kept("what was decoded") { try JSON.encode(value) }
        let again = try kept("what was encoded") { try JSON.decode(Everything.self, from: written) }
        try promise(again == value, "encoded and decoded, it is another value")
    }
}

/// One of each thing that a type can ask of the decoder.
private struct Everything: Codable, Equatable {
    enum Kind: String, Codable { case plain, odd }
    var text: String
    var kind: Kind?
    var small: Int8?
    var large: UInt64?
    var ratio: Double?
    var half: Float?
    var truth: Bool?
    var list: [Int]?
    var lists: [[String]]?
    var table: [String: Int]?
    var raw: RawJSON?
    var inner: [Everything]?
}
