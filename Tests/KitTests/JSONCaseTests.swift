// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Testing

/// The grammar of RFC 8259, case by case: what must be read, what must be refused, and what we do where it says neither.
@Suite struct JSONCaseTests {
    struct Case: Sendable, CustomStringConvertible {
        let kind: Substring
        let name: Substring
        let bytes: [UInt8]
        var isRead: Bool { kind == "y" || kind == "i+" }
        var description: String { "\(name)" }
    }

    static let cases: [Case] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/json.txt")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            return Case(kind: parts[0], name: parts[1], bytes: bytes(of: parts[2]))
        }
    }()

    private static func bytes(of text: Substring) -> [UInt8] {
        var (rest, bytes): (Substring.UTF8View, [UInt8]) = (text.utf8, [])
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else { bytes.append(byte); continue }
            bytes.append(UInt8(String(Substring(rest.prefix(2))), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    @Test("there are hundreds of cases, each under a name of its own") func several() {
        #expect(Self.cases.count > 400 && Set(Self.cases.map(\.name)).count == Self.cases.count)
        #expect(Set(Self.cases.map(\.kind)) == ["y", "n", "i+", "i-"])
    }

    @Test("what is JSON is read, what is not is refused, by each of three readers") func cases() throws {
        for sample in Self.cases {
            let value = try? JSON(parsing: sample.bytes)
            #expect((value != nil) == sample.isRead, "\(sample)")
            let raw = try? RawJSON(sample.bytes)
            #expect((raw != nil) == sample.isRead, "\(sample), verbatim")
            let decoded = try? JSON.decode(
                [RawJSON].self, from: [UInt8(ascii: "[")] + sample.bytes + [UInt8(ascii: "]")], depth: 33)
            guard let value else { continue }
            #expect(try decoded?.first?.json == value, "\(sample), decoded")
            #expect(try JSON(parsing: value.bytes) == value, "\(sample), written and read")
        }
    }

    @Test("Foundation reads what must be read, and refuses what must be refused") func foundation() {
        // Its reader takes a comma at the end, and text in UTF-16 and UTF-32; RFC 8259 has neither.
        let lenient: Set<Substring> = [
            "structure_array_extra_comma", "structure_json5_trailing", "structure_object_comma_end",
            "utf8_bom_utf16_le", "utf8_utf16_be", "utf8_utf16_bom", "utf8_utf16_le", "utf8_utf32",
        ]
        for sample in Self.cases where sample.kind == "y" || sample.kind == "n" && !lenient.contains(sample.name) {
            let theirs = try? JSONSerialization.jsonObject(with: Data(sample.bytes), options: .fragmentsAllowed)
            #expect((theirs != nil) == (sample.kind == "y"), "\(sample)")
        }
    }

    @Test("a name given twice is refused in a type too, and in what the type skips") func twice() throws {
        struct One: Codable { var a: Int }
        for text in [
            #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"a":1,"x":{"b":1,"b":1}}"#, #"{"a":1,"x":[{"":1,"":1}]}"#,
            #"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"c":11}"#,
        ] {
            #expect(throws: JSONError.self, "\(text)") { try JSON.decode(One.self, from: Array(text.utf8)) }
            #expect(throws: JSONError.self, "\(text)") { try JSON.salvage(One.self, from: Array(text.utf8)) }
        }
        let many = "{\"a\":1," + (0..<1000).map { #""n\#($0)":null"# }.joined(separator: ",") + "}"
        #expect(try JSON.decode(One.self, from: Array(many.utf8)).a == 1)
    }

    @Test("an error says what is due, and at which byte") func offsets() {
        for (text, why, offset) in [
            (#"{"a":1,"b":2,"a":3}"#, "a name that was not given before is due", 14), ("[1,]", "not a JSON value", 3),
            (#"{"a" 1}"#, "a colon is due", 5), ("[1 2]", "a list that does not end", 3),
            ("1 2", "text after the value", 2),
        ] {
            let error = #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
            #expect(error?.why == why && error?.offset == offset, "\(text)")
        }
    }
}
