// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@testable import CLI

/// What people see on a terminal.
@Suite struct DrawingTests {
    static let row: JSON = [
        "type": "object",
        "required": ["device", "name", "organization", "organization_name", "os", "size", "seen", "tags", "parts"],
        "properties": [
            "device": ["type": "string", "x-id": "device"], "name": ["anyOf": [["type": "string"], ["type": "null"]]],
            "organization": ["type": "string", "x-id": "organization"], "organization_name": ["type": "string"],
            "os": ["type": "object", "x-trust": "untrusted"], "size": ["type": "integer", "x-unit": "bytes"],
            "seen": ["type": "string", "format": "date-time"],
            "tags": ["type": "array", "items": ["type": "string"]],
            "parts": ["type": "array", "items": ["type": "object"]],
        ],
    ]
    static let list: JSON = [
        "type": "object", "required": ["items", "next_cursor", "more"],
        "properties": ["items": ["type": "array", "items": row]],
    ]
    static func device(_ name: JSON, os: String = "Debian") -> JSON {
        [
            "device": "019ab000-0000-7000-8000-000000000001", "name": name,
            "organization": "019ab000-0000-7000-8000-000000000002", "organization_name": "Acme",
            "os": ["untrusted": .string(os), "source": "device:1"], "size": 3_221_225_472,
            "seen": "2026-11-21T16:25:02.125Z", "tags": ["a", "b"], "parts": [[:], [:]],
        ]
    }
    func draw(_ rows: [JSON], width: Int, next: JSON = .null) -> [String] {
        Drawing(width: width).text(["items": .array(rows), "next_cursor": next], Self.list).split(separator: "\n")
            .map(String.init)
    }

    @Test("a table has the columns that people want, in the order of their declaration, ids last") func columns() {
        let lines = draw([Self.device("Front desk")], width: 200)
        let heads = lines[0].split(separator: "  ").map(String.init)
        #expect(
            heads.map { $0.trimmed } == [
                "NAME", "ORGANIZATION NAME", "OS", "SIZE", "SEEN (UTC)", "TAGS", "PARTS", "DEVICE",
            ])
        for cell in ["Front desk", "Acme", "Debian", "3 GiB", "2026-11-21 16:25:02", "a, b", " 2 ", "019ab000-"] {
            #expect(lines[1].contains(cell), "\(cell): \(lines[1])")
        }
        #expect(!lines[1].contains("000000000002"), "the organization's id gives way to its name")
    }

    @Test(
        "it fits its terminal: what is long is clipped, what has no room is left out", arguments: [20, 40, 60, 79, 120])
    func widths(width: Int) {
        let lines = draw([Self.device("Front desk", os: String(repeating: "wörld ", count: 30))], width: width)
        #expect(lines.allSatisfy { $0.places <= width }, "\(lines)")
        #expect(lines[0].hasPrefix("NAME"))
    }

    @Test("wide letters take two places, and marks none") func places() {
        #expect("日本".places == 4 && "e\u{301}".places == 1 && "abc".places == 3)
        let lines = draw([Self.device("日本語"), Self.device("abcdef")], width: 200)
        let (first, second) = (lines[1].components("Acme")[0].places, lines[2].components("Acme")[0].places)
        #expect(first == second)
    }

    @Test(
        "what an endpoint wrote steers no terminal, hides nothing and forges no line",
        arguments: [
            ("\u{1B}[31mred", "\\u001b[31mred"), ("a\nb", "a\\nb"), ("a\rb", "a\\rb"), ("\u{202E}gpj", "\\u202egpj"),
            ("\u{9B}31m", "\\u009b31m"), ("zero\u{200B}width", "zero\\u200bwidth"),
            ("line\u{2028}two", "line\\u2028two"),
            ("\u{7}bell", "\\u0007bell"), ("tag\u{E0041}", "tag\\udb40\\udc41"),
        ])
    func hostile(text: String, shown: String) {
        let lines = draw([Self.device("x", os: text)], width: 200)
        #expect(lines.count == 2 && lines[1].contains(shown), "\(lines)")
        let name = draw([Self.device(.string(text))], width: 200)
        #expect(name.count == 2 && name[1].hasPrefix(shown), "\(name)")
    }

    @Test("what is nobody's is a dash; an empty list says so; a longer one says how to go on") func ends() {
        #expect(draw([Self.device(.null), Self.device("b")], width: 200)[1].hasPrefix("–"))
        #expect(draw([], width: 80) == ["Nothing here."])
        #expect(draw([Self.device("a")], width: 80, next: "WyJh").last == "There is more: add --cursor WyJh")
    }

    @Test("one thing is shown fact by fact, its parts below") func facts() {
        let text = Drawing(width: 60).text(
            [
                "score": 61, "why": "It crashed three times within the last seven days, and once more.",
                "costs": [["points": 7]],
            ],
            [
                "type": "object", "required": ["score", "why", "costs"],
                "properties": [
                    "score": ["type": "integer", "x-unit": "points"], "why": ["type": "string"],
                    "costs": [
                        "type": "array",
                        "items": [
                            "type": "object", "required": ["points"], "properties": ["points": ["type": "integer"]],
                        ],
                    ],
                ],
            ])
        #expect(
            text == """
                Score  61
                Why    It crashed three times within the last seven days,
                       and once more.

                Costs
                  POINTS
                       7
                """)
    }

    @Test("JSON for people has a line for each member, and is the same value") func indented() throws {
        let value = Self.device("x")
        #expect(try JSON(parsing: Array(value.indented().utf8)) == value)
        #expect(
            JSON.object(["a": [1, 2], "b": [:]]).indented() == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}")
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    fileprivate func components(_ mark: String) -> [String] {
        firstRange(of: mark).map { [String(self[..<$0.lowerBound]), String(self[$0.upperBound...])] } ?? [self]
    }
}
