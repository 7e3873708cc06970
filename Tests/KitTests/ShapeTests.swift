// SPDX-License-Identifier: Apache-2.0
import JSON
import Shapes
import Testing

@Suite struct ShapeTests {
    enum Action: String, Choice { case start, stop }
    struct Window: Fields {
        @Field("From when.") var from: Instant
        @Field("How long.", in: 0.5...8) var hours = 1.5
    }
    struct Asked: Fields {
        @Field("What to do.") var action: Action
        @Field("To which.", count: 1...2) var devices: [ID<Gadget>]
        @Field("When; now if left out.") var window: Window?
        @Field("Why.", max: 5) var reason = ""
        @Field("Even so.") var force = false
    }
    enum Gadget: Noun { static let noun = "gadget" }
    static let gadget = "019ab000-0000-7000-8000-000000000001"
    let id = Self.gadget

    func fit(_ json: String) throws -> JSON { try Asked.shape.fit(JSON(parsing: Array(json.utf8))) }

    @Test("defaults are filled in, deep down too") func defaults() throws {
        let fitted = try fit(#"{"action":"stop","devices":["\#(id)"],"window":{"from":"2026-11-21T16:25:02Z"}}"#)
        let asked = try JSON.decode(Asked.self, from: fitted.bytes)
        #expect(asked.action == .stop && asked.devices.map(\.description) == [id] && !asked.force)
        #expect(asked.window?.hours == 1.5)
        #expect(asked.window?.from.description == "2026-11-21T16:25:02.000Z")
        #expect(try JSON.decode(Asked.self, from: fit(#"{"action":"stop","devices":["\#(id)"]}"#).bytes).window == nil)
    }

    @Test(
        "every misfit has a path",
        arguments: [
            (#"[]"#, "$"), (#"{"devices":[]}"#, "$.action"), (#"{"action":"leap"}"#, "$.action"),
            (#"{"action":"stop","devices":[]}"#, "$.devices"), (#"{"action":"stop","devices":[7]}"#, "$.devices[0]"),
            (#"{"action":"stop","devices":["\#(Self.gadget)"],"reason":"longer"}"#, "$.reason"),
            (#"{"action":"stop","devices":["\#(Self.gadget)"],"window":{"from":"x"}}"#, "$.window.from"),
            (
                #"{"action":"stop","devices":["\#(Self.gadget)"],"window":{"from":"2026-11-21T16:25:02Z","hours":9}}"#,
                "$.window.hours"
            ),
            (#"{"action":"stop","devices":["\#(Self.gadget)"],"window":{"to":1}}"#, "$.window.to"),
        ])
    func misfits(json: String, path: String) {
        let misfit = #expect(throws: Misfit.self) { try fit(json) }
        #expect(misfit?.path == path)
    }

    @Test("the gate finds every device of a call, wherever it is") func targets() throws {
        let fitted = try fit(#"{"action":"stop","devices":["\#(id)","\#(id.uppercased())"]}"#)
        #expect(Asked.shape.ids(of: "gadget", in: fitted) == [id, id])
    }

    @Test("the schema says all of it") func schema() {
        let properties = Asked.shape.schema["properties"]
        #expect(Asked.shape.schema["required"] == ["action", "devices"])
        #expect(properties?["action"]?["enum"] == ["start", "stop"])
        #expect(properties?["devices"]?["items"] == ["type": "string", "format": "uuid", "x-id": "gadget"])
        #expect(properties?["reason"] == ["type": "string", "maxLength": 5, "default": "", "description": "Why."])
    }

    struct Bounded: Fields {
        @Field("Bytes.", in: 0...(.max)) var bytes: Int
        @Field("Share.", in: 0...1) var share = 0.5
        @Field("Several.", in: 1...3, count: 0...2) var several: [Int] = []
        @Field("Perhaps.", in: 1...3) var perhaps: Int?
        @Field("Words of a device.", max: 3) var words: Untrusted?
        @Field("Names.", max: 2) var names: [String] = []
    }

    @Test("a whole number is bounded as a whole number") func wholeNumbers() throws {
        func fit(_ json: String) throws -> JSON { try Bounded.shape.fit(JSON(parsing: Array(json.utf8))) }
        #expect(Bounded.shape.members[0].shape == .integer(0...(.max)))
        #expect(Bounded.shape.members[1].shape == .number(0...1))
        #expect(try fit(#"{"bytes":9223372036854775807}"#)["bytes"] == .integer(.max))
        #expect(try fit(#"{"bytes":9007199254740993}"#)["bytes"] == 9_007_199_254_740_993)
        for bad in [
            #""bytes":-1"#, #""bytes":9223372036854775808"#, #""bytes":0.5"#, #""bytes":0,"share":1.5"#,
            #""bytes":0,"several":[4]"#, #""bytes":0,"several":[1,1,1]"#, #""bytes":0,"perhaps":0"#,
            #""bytes":0,"words":{"untrusted":"1234","source":"x"}"#, #""bytes":0,"names":["123"]"#,
        ] {
            #expect(throws: Misfit.self, "\(bad)") { try fit("{\(bad)}") }
        }
        #expect(throws: Never.self) {
            try fit(#"{"bytes":0,"share":1,"several":[3],"perhaps":null,"words":{"untrusted":"123","source":"x"}}"#)
        }
    }

    @Test("a text is as long as it has scalars") func scalars() throws {
        let three = Shape.text(max: 3)
        #expect(try three.fit("🪁🪁🪁") == "🪁🪁🪁")
        #expect(throws: Misfit.self) { try three.fit("🪁🪁🪁🪁") }
        #expect(throws: Misfit.self) { try three.fit("e\u{301}e\u{301}") }
        #expect(throws: Misfit.self) { try three.fit(.string(String(repeating: "x", count: 10_000_000))) }
    }

    struct Listed: Fields { @Field("Texts.", max: 9) var a: [String] }

    @Test(
        "what ends a text, steers a terminal or turns writing round is refused, wherever it hides",
        arguments: ["\0", "\u{1B}[31m", "\u{9B}", "\u{202E}", "\u{2066}"])
    func controls(hidden: String) {
        let shape = Listed.shape
        let misfit = #expect(throws: Misfit.self) { try shape.fit(["a": ["x\n\tü", .string("y" + hidden)]]) }
        #expect(misfit?.path == "$.a[1]" && misfit?.why.hasPrefix("must not hold control characters") == true)
        #expect(throws: Misfit.self) { try Shape.untrusted(max: 9).fit(["untrusted": "\0", "source": "x"]) }
        let stray = #expect(throws: Misfit.self) {
            try shape.fit(.object([String(repeating: "x", count: 5000): 1, "a": []]))
        }
        #expect((stray?.path.utf8.count ?? 0) < 120)
    }

    @Test("lists hold a thousand unless they say otherwise") func lists() {
        #expect([Int].shape == .list(of: .integer(nil), count: 0...1000))
    }

    @Test("units are spelled as metrics are") func units() {
        #expect(Unit.allCases.map(\.rawValue).contains("bytes_per_second"))
        #expect(Unit.bytesPerSecond.symbol == "B/s" && Unit.count.symbol.isEmpty)
    }
}
