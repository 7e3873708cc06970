// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Egress

/// Which addresses may be turned to.
@Suite struct RulesTests {
    @Test(
        "what is no host of the public internet is forbidden",
        arguments: [
            "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
            "169.254.169.254", "100.64.0.1", "192.0.0.192", "198.18.0.1", "203.0.113.9", "224.0.0.1", "255.255.255.255",
            "::", "::1", "fe80::1", "fd00:ec2::254", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
            "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::",
            "2002:a00:1::1", "2001:db8::1", "2001::1", "100::1",
        ])
    func forbidden(text: String) throws { #expect(!EgressRules().allow(try #require(Address(text)))) }

    @Test("the public internet is allowed", arguments: ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"])
    func open(text: String) throws { #expect(EgressRules().allow(try #require(Address(text)))) }

    @Test("a reserved network that was allowed is, and nothing beside it") func exceptions() throws {
        var rules = EgressRules()
        rules.allowed = [try #require(Network("10.1.0.0/16")), try #require(Network("fd00::/8"))]
        for (text, may) in [
            ("10.1.2.3", true), ("10.2.0.1", false), ("fd12::1", true), ("fe80::1", false), ("::ffff:10.1.2.3", true),
            ("::ffff:10.2.0.1", false), ("8.8.8.8", true),
        ] { #expect(rules.allow(try #require(Address(text))) == may, "\(text)") }
    }

    @Test("what is no network is none", arguments: ["10.0.0.0/33", "::/129", "10.0.0/8", "", "/8", "10.0.0.0/-1", "x"])
    func networks(text: String) { #expect(Network(text) == nil) }

    @Test(
        "a request that could say more than it means is not sent",
        arguments: [
            EgressRequest("GET /x HTTP/1.1\r\nX:", "https://example.org/"),
            EgressRequest("GET", "https://example.org/", headers: [("X", "a\r\nY: b")]),
            EgressRequest("GET", "https://example.org/", headers: [("X: y\r\nZ", "a")]),
            EgressRequest("GET", "https://example.org/ HTTP/1.1"), EgressRequest("GET", "http://example.org/"),
            EgressRequest("GET", "file:///etc/passwd"), EgressRequest("GET", "gopher://example.org/"),
            EgressRequest("", "https://example.org/"), EgressRequest("GET", ""),
        ])
    func unsendable(request: EgressRequest) {
        #expect(throws: EgressError.self) { try request.check(EgressRules()) }
    }
}
