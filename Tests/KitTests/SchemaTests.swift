// SPDX-License-Identifier: Apache-2.0
import JSON
import Shapes
import Testing

/// What a shape says as JSON Schema, and what we understand of a schema.
@Suite struct SchemaTests {
    enum Color: String, Choice { case red, green }
    enum Thing: Noun { static let noun = "thing" }
    struct Inner: Fields { @Field("How much.", in: 0.5...2) var share = 1.0 }
    struct Asked: Fields {
        @Field("Which.") var thing: ID<Thing>
        @Field("How many.", in: 1...9) var count: Int
        @Field("Each.", max: 7, count: 1...3) var words: [String]
        @Field("If at all.") var color: Color?
        @Field("When.") var at: Instant
        @Field("Who said so.", max: 80) var said: Untrusted?
        @Field("With what.") var key: Secret
        @Field("Inside.") var inner: Inner?
        @Field("Really.") var sure = false
    }

    @Test("a schema that a shape wrote is read back as that shape") func roundTrip() throws {
        for shape in [Asked.shape, Inner.shape, Bool.shape, Int.shape, [Double].shape, Untrusted.shape, Secret.shape] {
            let again = try Shape(schema: shape.schema)
            #expect(again.schema["properties"] == shape.schema["properties"])
            #expect(try Shape(schema: again.schema) == again)
            #expect(try Shape(schema: JSON(parsing: shape.schema.bytes)) == again)
        }
        let members = try Shape(schema: Asked.shape.schema).members
        #expect(members == Asked.shape.members.sorted { $0.name < $1.name })
    }

    @Test("a schema that was read judges values as its shape does") func judges() throws {
        let read = try Shape(schema: Asked.shape.schema)
        let id = "019ab000-0000-7000-8000-000000000001"
        let good: JSON = [
            "thing": .string(id), "count": 3, "words": ["a"], "at": "2026-11-21T16:25:02Z", "key": "k",
        ]
        #expect(try read.fit(good) == Asked.shape.fit(good))
        let bad: [(String, JSON)] = [
            ("thing", "x"), ("count", 10), ("count", "3"), ("words", []), ("words", ["12345678"]), ("color", "blue"),
            ("at", "now"), ("said", "text"), ("inner", ["share": 3]), ("sure", 1), ("other", 1),
        ]
        for (name, value) in bad {
            guard case .object(var members) = good else { return }
            members[name] = value
            let ours = #expect(throws: Misfit.self, "\(name)") { try Asked.shape.fit(.object(members)) }
            let theirs = #expect(throws: Misfit.self, "\(name)") { try read.fit(.object(members)) }
            #expect(ours?.path == theirs?.path)
        }
    }

    @Test(
        "what we do not understand of a schema is refused where it stands",
        arguments: [
            (#"7"#, "$"), (#"true"#, "$"), (#"{}"#, "$.type"), (#"{"type":"null"}"#, "$.type"),
            (#"{"type":["string","null"]}"#, "$.type"), (##"{"$ref":"#/x"}"##, "$.type"),
            (#"{"type":"boolean","const":true}"#, "$.const"), (#"{"type":"string"}"#, "$.maxLength"),
            (#"{"type":"string","maxLength":-1}"#, "$.maxLength"),
            (#"{"type":"string","maxLength":5,"pattern":"a+"}"#, "$.pattern"),
            (#"{"type":"string","format":"email"}"#, "$.format"), (#"{"type":"string","format":"uuid"}"#, "$.x-id"),
            (#"{"type":"string","enum":[]}"#, "$.enum"), (#"{"type":"string","enum":["a","a"]}"#, "$.enum"),
            (#"{"type":"string","enum":[1]}"#, "$.enum"), (#"{"type":"integer","minimum":1}"#, "$.maximum"),
            (#"{"type":"integer","minimum":2,"maximum":1}"#, "$.minimum"),
            (#"{"type":"integer","minimum":0.5,"maximum":1}"#, "$.minimum"),
            (#"{"type":"integer","multipleOf":2}"#, "$.multipleOf"),
            (#"{"type":"array","minItems":0,"maxItems":1}"#, "$.items"),
            (#"{"type":"array","items":{"type":"boolean"},"minItems":0}"#, "$.maxItems"),
            (#"{"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":1}"#, "$.minItems"),
            (#"{"type":"array","items":{"type":"x"},"minItems":0,"maxItems":1}"#, "$.items.type"),
            (#"{"type":"object","properties":{}}"#, "$.additionalProperties"),
            (#"{"type":"object","additionalProperties":false}"#, "$.properties"),
            (
                #"{"type":"object","additionalProperties":false,"properties":{"a":{"type":"boolean"}}}"#,
                "$.properties.a"
            ),
            (
                #"{"type":"object","additionalProperties":false,"properties":{"a":{"type":"boolean","default":1}}}"#,
                "$.properties.a.default"
            ),
            (#"{"type":"object","additionalProperties":false,"properties":{},"required":["a"]}"#, "$.required"),
            (
                #"{"type":"object","additionalProperties":false,"required":["a"],"properties":{"a":{"type":"boolean","x-unit":"miles"}}}"#,
                "$.properties.a.x-unit"
            ),
            (#"{"anyOf":[{"type":"boolean"}]}"#, "$.anyOf"),
            (#"{"anyOf":[{"type":"boolean"},{"type":"integer"}]}"#, "$.anyOf"),
            (#"{"anyOf":[{"type":"x"},{"type":"null"}]}"#, "$.anyOf[0].type"),
            (#"{"type":"object","x-trust":"trusted"}"#, "$.x-trust"),
            (#"{"type":"string","maxLength":400,"x-sensitivity":"none"}"#, "$.x-sensitivity"),
        ])
    func refused(schema: String, path: String) throws {
        let misfit = #expect(throws: Misfit.self) { try Shape(schema: JSON(parsing: Array(schema.utf8))) }
        #expect(misfit?.path == path)
    }

    @Test("a schema is bounded in depth and in size") func bounds() throws {
        var deep: JSON = ["type": "boolean"]
        for _ in 0..<16 { deep = ["type": "array", "items": deep, "minItems": 0, "maxItems": 1] }
        #expect(throws: Never.self) { try Shape(schema: deep) }
        deep = ["type": "array", "items": deep, "minItems": 0, "maxItems": 1]
        #expect(throws: Misfit.self) { try Shape(schema: deep) }
        let many = (0..<3000).map { ("m\($0)", ["type": "boolean", "default": false] as JSON) }
        let wide: JSON = [
            "type": "object", "additionalProperties": false,
            "properties": .object(Dictionary(uniqueKeysWithValues: many)),
        ]
        #expect(throws: Misfit.self) { try Shape(schema: wide) }
        let words = (0..<501).map { JSON.string("w\($0)") }
        #expect(throws: Misfit.self) { try Shape(schema: ["type": "string", "enum": .array(words)]) }
    }
}
