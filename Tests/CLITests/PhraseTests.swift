// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@testable import CLI

/// How tools are called by people, and what their words mean.
@Suite struct PhraseTests {
    static func tool(_ name: String, fields: [(String, JSON)] = [], required: [JSON] = []) -> JSON {
        [
            "name": .string(name), "title": "T", "summary": "S.", "is_answer": true,
            "fields": .array(fields.map { .string($0.0) }), "output": ["type": "object"],
            "input": [
                "type": "object", "required": .array(required),
                "properties": .object(Dictionary(fields) { first, _ in first }),
            ],
        ]
    }
    static func catalogue(_ names: String...) -> Catalogue {
        Catalogue(listing: ["items": .array(names.map { tool($0) })])
    }

    static let all = catalogue(
        "list_devices", "get_device_details", "get_device_reliability", "summarize_devices", "update_device",
        "release_device", "create_api_key", "list_api_keys", "revoke_api_key", "analyze_metrics", "collect_diagnostics",
        "get_execution", "get_fleet_health", "create_enrollment_key", "list_audit")

    @Test(
        "a tool's name is a thing and what is done with it",
        arguments: [
            ("list_devices", "device list"), ("get_device_details", "device get"),
            ("get_device_reliability", "device reliability"), ("summarize_devices", "device summarize"),
            ("update_device", "device update"), ("release_device", "device release"),
            ("create_api_key", "api-key create"), ("list_api_keys", "api-key list"),
            ("analyze_metrics", "metrics analyze"), ("collect_diagnostics", "diagnostics collect"),
            ("get_execution", "execution get"), ("get_fleet_health", "fleet-health get"),
            ("create_enrollment_key", "enrollment-key create"), ("list_audit", "audit list"),
        ])
    func phrases(name: String, words: String) throws {
        let tool = try #require(Self.all.tool(named: name))
        let phrase = Self.all.phrase(of: tool)
        #expect("\(phrase.noun) \(phrase.verb)" == words)
        #expect(Self.all.tool(phrase.noun, phrase.verb) == tool)
    }

    @Test("a plural is understood") func plural() {
        #expect(Self.all.tool("devices", "list")?.name == "list_devices")
        #expect(Self.all.tool("api-keys", "list")?.name == "list_api_keys")
        #expect(Self.all.tool("machines", "list") == nil)
    }

    @Test("a server's list may hold anything: what is no plain name is left out") func strange() {
        let listing: JSON = [
            "items": [Self.tool("list_things"), Self.tool("\u{1B}[2J"), Self.tool("a b"), ["name": 7], "x"]
        ]
        #expect(Catalogue(listing: listing).tools.map(\.name) == ["list_things"])
        #expect(Catalogue(listing: "nonsense").tools.isEmpty)
    }

    static let update = Catalogue(
        listing: [
            "items": [
                tool(
                    "update_device",
                    fields: [
                        ("device", ["type": "string", "x-id": "device"]), ("revision", ["type": "integer"]),
                        ("tags", ["type": "array", "items": ["type": "string"], "minItems": 0, "maxItems": 5]),
                        ("name", ["anyOf": [["type": "string"], ["type": "null"]], "default": .null]),
                    ], required: ["device", "revision", "tags"])
            ]
        ])

    func arguments(_ words: [String], _ flags: [(name: String, value: String)] = []) throws -> [String] {
        let tool = try #require(Self.update.tool(named: "update_device"))
        do {
            return try Asked(words, flags: flags).arguments(of: tool, words).map { "\($0.field.name)=\($0.value)" }
        } catch { return [error.why] }
    }

    @Test("words fill what is required, in its order, and the last list takes the rest") func positions() throws {
        #expect(try arguments(["d", "3", "a", "b"]) == ["device=d", "revision=3", "tags=a", "tags=b"])
        #expect(try arguments(["3", "a"], [("device", "d")]) == ["device=d", "revision=3", "tags=a"])
        #expect(try arguments([], [("name", "n")]) == ["name=n"], "the server says what is missing")
    }

    @Test("a flag that is unknown is named, with those that are known") func unknown() throws {
        #expect(
            try arguments([], [("nmae", "x")]) == [
                "--nmae is unknown here: there are --device, --revision, --tags, --name"
            ])
    }

    @Test("a word that has no place is named") func stray() throws {
        #expect(
            try arguments(["x"], [("device", "d"), ("revision", "1"), ("tags", "t")]) == [
                #""x" has no place here: see --help"#
            ])
    }

    @Test(
        "what is no thing, or has no such verb, is told with what there is",
        arguments: [["devcie"], ["device", "fly"]])
    func unclear(words: [String]) {
        guard case .unclear(let why) = Asked(words).meaning(in: Self.all) else {
            Issue.record("clear")
            return
        }
        #expect(why.contains(words.count == 1 ? "api-key" : "release"))
    }
}
