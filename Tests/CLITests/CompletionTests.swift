// SPDX-License-Identifier: Apache-2.0
import JSON
import Testing

@testable import CLI

@Suite struct CompletionTests {
    static let completion = Completion(
        commands: [.init("call", "Calls a tool."), .init("completion", "Prints.")],
        flags: [(.init("--json", "JSON."), false), (.init("--wait", "Seconds."), true)],
        Catalogue(
            listing: [
                "items": [
                    PhraseTests.tool(
                        "list_devices",
                        fields: [
                            ("limit", ["type": "integer", "description": "How many."]),
                            ("state", ["type": "string", "enum": ["online", "offline"]]),
                        ]), PhraseTests.tool("create_site"),
                ]
            ]))

    @Test(
        "what fits next is offered",
        arguments: [
            ([""], ["call", "completion", "device", "site"]), (["c"], ["call", "completion"]), (["de"], ["device"]),
            (["device", ""], ["list"]), (["call", ""], ["create_site", "list_devices"]),
            (["call", "cr"], ["create_site"]),
            (["completion", ""], ["bash", "zsh", "fish"]), (["device", "list", "--l"], ["--limit"]),
            (["device", "list", "--state", ""], ["online", "offline"]),
            (["device", "list", "--state", "of"], ["offline"]),
            (["device", "list", "--limit", ""], []), (["--json", "site", ""], ["create"]),
            (["--wait", "3", "site", ""], ["create"]), (["nobody", ""], []), (["device", "list", ""], []),
        ])
    func offers(words: [String], offered: [String]) {
        #expect(Self.completion.offers(after: words).map(\.word) == offered)
    }

    @Test("flags are offered with the program's own") func flags() {
        let words = Self.completion.offers(after: ["call", "list_devices", "--"]).map(\.word)
        #expect(words == ["--limit", "--state", "--json", "--wait", "--help"])
    }
}
