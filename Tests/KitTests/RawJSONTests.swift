// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Testing

@Suite struct RawJSONTests {
    struct Kept: Codable, Equatable {
        var id: Int
        var content: RawJSON
        var list: [RawJSON]
        var maybe: RawJSON?
    }

    @Test(
        "a value comes out as it went in, byte for byte",
        arguments: [
            #"{"b" : 1.50, "a":[ 1,2 ],  "c":"\u00e9é"}"#, #""""#, #""a\"b""#, "1e2", "-0", "true", "null", "[]", "{}",
            "9223372036854775808",
        ])
    func verbatim(text: String) throws {
        let document = Array(#" {"id":1,"content": \#(text) ,"list":[\#(text),\#(text)]} "#.utf8)
        let kept = try JSON.decode(Kept.self, from: document)
        #expect(kept.content.bytes == Array(text.utf8) && "\(kept.content)" == text && kept.list.count == 2)
        let written = try JSON.encode(kept)
        #expect(String(decoding: written, as: UTF8.self) == #"{"id":1,"content":\#(text),"list":[\#(text),\#(text)]}"#)
        #expect(try JSON.decode(Kept.self, from: written) == kept)
        #expect(try JSON.encode(kept.content) == Array(text.utf8))
        #expect(try RawJSON(Array(" \(text)\n".utf8)) == kept.content)
        #expect(try kept.content.json == JSON(parsing: Array(text.utf8)))
    }

    @Test("null is a value like any other, and nothing where nothing is meant") func nulls() throws {
        let kept = try JSON.decode(Kept.self, from: Array(#"{"id":1,"content":null,"list":[null],"maybe":null}"#.utf8))
        #expect("\(kept.content)" == "null" && kept.list.count == 1 && kept.maybe == nil)
    }

    @Test(
        "what could not be read later is not kept",
        arguments: [
            Array(#"{"a":1,"a":2}"#.utf8), Array(#""\ud800""#.utf8), [0x22, 0xFF, 0x22], Array("1 2".utf8), [],
            Array("[1e999]".utf8), Array(#"{"a\x":1}"#.utf8),
        ])
    func refuses(value: [UInt8]) {
        #expect(throws: (any Error).self) { try RawJSON(value) }
        let document = Array(#"{"id":1,"list":[],"content":"#.utf8) + value + Array("}".utf8)
        #expect(throws: (any Error).self) { try JSON.decode(Kept.self, from: document) }
    }

    @Test("another coder is told why it will not do") func foreign() throws {
        let raw = RawJSON(["a": 1])
        let error = #expect(throws: JSONError.self) { try JSONEncoder().encode([raw]) }
        #expect(error?.why.contains("use JSON.encode") == true)
        #expect(throws: JSONError.self) { try JSONDecoder().decode([RawJSON].self, from: Data("[1]".utf8)) }
    }

    @Test("a JSON value keeps its keys in order, whatever order they came in") func sorted() throws {
        let value = try JSON(parsing: Array(#"{"b":1,"a":{"d":2,"c":3}}"#.utf8))
        #expect(String(decoding: value.bytes, as: UTF8.self) == #"{"a":{"c":3,"d":2},"b":1}"#)
        #expect("\(RawJSON(value))" == #"{"a":{"c":3,"d":2},"b":1}"#)
    }
}
