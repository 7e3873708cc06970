// SPDX-License-Identifier: Apache-2.0
import Foundation
import JSON
import Rehearsal
import Testing

@Suite struct JSONTests {
    struct Nested: Codable, Equatable {
        enum Kind: String, Codable { case plain, odd }
        var text: String
        var kind: Kind
        var numbers: [Int64]
        var ratio: Double
        var maybe: Int8?
        var table: [String: Bool]
        var deviceID: UInt
        var tree: [Nested]
    }
    let leaf = Nested(
        text: "a \"quote\", a \\, a line\nand 🪁\u{1}", kind: .odd, numbers: [.min, 0, .max], ratio: 0.1, maybe: nil,
        table: ["Keep This": true, "and_this": false], deviceID: 7, tree: [])

    @Test("what is written is read back, and Foundation reads it too") func roundTrip() throws {
        var value = leaf
        value.tree = [leaf, leaf]
        let bytes = try JSON.encode(value)
        #expect(try JSON.decode(Nested.self, from: bytes) == value)
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""device_id":7,"tree":["#))
        _ = try JSONSerialization.jsonObject(with: Data(bytes))
        #expect(try JSON(parsing: JSON(parsing: bytes).bytes) == JSON(parsing: bytes))
    }

    @Test("names may come in any order, and strange ones are skipped") func order() throws {
        let bytes = try JSON(parsing: JSON.encode(leaf)).bytes
        #expect(try JSON.decode(Nested.self, from: bytes) == leaf)
        struct Two: Codable, Equatable { var a: Int; var b: Int }
        #expect(try JSON.decode(Two.self, from: Array(#"{"b":1,"x":[{"a":9}],"\u0061":2}"#.utf8)) == Two(a: 2, b: 1))
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "nul", "tru", "\"\\x\"", "\"\\ud800\"",
            "\"\\ud800\\u0041\"", "\"a", "\"a\nb\"", "[1 2]", "{1:2}", "1 2", "'a'", "NaN", "-", "\u{0}", "\"\\u+123\"",
            #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, "1e999", String(repeating: "[", count: 40),
            String(repeating: "[", count: 33) + String(repeating: "]", count: 33), "[1]\u{0}", "{} {}",
        ])
    func refuses(text: String) {
        #expect(throws: (any Error).self) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test(
        "what is JSON is read",
        arguments: [("-0.5e-1", -0.05), ("1E2", 100), ("0", 0), ("9223372036854775808", 9.223372036854775808e18)])
    func numbers(text: String, value: Double) throws {
        #expect(try JSON.decode(Double.self, from: Array(text.utf8)) == value)
    }

    @Test("escapes, surrogate pairs and bad UTF-8") func strings() throws {
        #expect(try JSON(parsing: Array(#""\ud83e\ude81\/\t\u00e9""#.utf8)) == "🪁/\té")
        #expect(throws: (any Error).self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: (any Error).self) { try JSON.decode(Int8.self, from: Array("128".utf8)) }
        #expect(try JSON.decode(Int8.self, from: Array("-128".utf8)) == -128)
        #expect(throws: (any Error).self) { try JSON.encode(Double.nan) }
    }

    private struct Looked: Decodable, Equatable {
        struct Disk: Decodable, Equatable { var mount: String, used: Int? }
        var count: Int?
        var disks: [Disk]
        var words: [String]?
    }

    @Test("what is optional and cannot be read is left out and counted, in a list each element by itself")
    func salvage() throws {
        func salvage(_ text: String) throws -> (value: Looked, lost: Int) {
            try JSON.salvage(Looked.self, from: Array(text.utf8))
        }
        let whole = #"{"count":1,"disks":[{"mount":"/","used":2}],"words":["a"]}"#
        #expect(try salvage(whole).lost == 0)
        let torn = #"{"count":"one","disks":[{"mount":"/","used":"2"},7,{"used":3},{"mount":"/b"}],"words":["a",{}]}"#
        let (value, lost) = try salvage(torn)
        let disks = [Looked.Disk(mount: "/", used: nil), .init(mount: "/b", used: nil)]
        #expect(value == Looked(count: nil, disks: disks, words: ["a"]))
        #expect(lost == 5)
        #expect(try salvage(#"{"disks":"none"}"#) == (Looked(disks: []), 1))
        #expect(throws: (any Error).self) { try salvage(#"{"count":1}"#) }
        #expect(throws: (any Error).self) { try JSON.decode(Looked.self, from: Array(torn.utf8)) }
    }

    @Test("ten thousand mutilated documents neither crash nor disagree with Foundation") func fuzz() throws {
        var dice = Dice(seed: 1)
        let seed = try JSON.encode(leaf)
        for _ in 0..<10_000 {
            var bytes = seed
            for _ in 0...Int.random(in: 0...2, using: &dice) {
                bytes[Int.random(in: 0..<bytes.count, using: &dice)] =
                    Array(#"{}[]",:\0e.-u"#.utf8).randomElement(using: &dice) ?? 0
            }
            guard let ours = try? JSON(parsing: bytes) else { continue }
            #expect((try? JSONSerialization.jsonObject(with: Data(bytes))) != nil, "\(ours)")
        }
    }
}
