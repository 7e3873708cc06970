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
}
