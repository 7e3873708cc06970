// SPDX-License-Identifier: Apache-2.0
import Markup
import Testing

@Suite struct RenderingTests {
    @Test("text is text, wherever it stands")
    func escaping() {
        let hostile = "<b onclick='x'>&\"</b>"
        let page = p(.title(hostile), .data("x", hostile)) { hostile }.html()
        let escaped = "&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;&lt;/b&gt;"
        #expect(page == "<p title=\"\(escaped)\" data-x=\"\(escaped)\">\(escaped)</p>")
    }

    @Test("text that is clean is copied as it is, in any language")
    func clean() { #expect(p { "Größe 5 µm — 日本語 🌬" }.html() == "<p>Größe 5 µm — 日本語 🌬</p>") }

    @Test(
        "what would turn the line around is shown as a stranger",
        arguments: ["\u{202A}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2069}", "\0"])
    func turns(character: String) {
        #expect(p(.title("a\(character)b")) { "a\(character)b" }.html() == "<p title=\"a\u{FFFD}b\">a\u{FFFD}b</p>")
    }

    @Test("marks that right-to-left writing needs stay", arguments: ["\u{200E}", "\u{200F}", "\u{2019}", "\u{20AC}"])
    func marks(character: String) { #expect(p { "a" + character }.html() == "<p>a\(character)</p>") }

    @Test(
        "a link leads to the web, to mail, or to ourselves",
        arguments: [
            "/devices?q=1", "#main", "?sort=name", "https://example.org/a", "HTTP://example.org", "mailto:a@b.c",
        ])
    func safe(href: String) { #expect(a(href) { "x" }.html() == "<a href=\"\(href)\">x</a>") }

    @Test(
        "any other link is plain text",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "data:text/html,x", "//evil.example",
            "/\\evil.example",
            "/\t/evil.example", "/\n/evil.example", "vbscript:x", "evil.example", "", "blob:x",
        ])
    func unsafe(href: String) { #expect(a(href, .class("c")) { "x" }.html() == "<span class=\"c\">x</span>") }

    @Test(
        "a form posts to ourselves or nowhere", arguments: ["https://evil.example", "//evil.example", "javascript:x"])
    func forms(path: String) {
        #expect(form(post: path) { Node.empty }.html() == "<form method=\"post\" action=\"/\"></form>")
    }

    @Test("an absent attribute leaves no trace, a flag has no value")
    func attributes() {
        let field = input(
            .text, "n", .class(nil, nil), .when(false, .title("t")), .flag(.required), .flag(.disabled, false))
        #expect(field.html() == "<input type=\"text\" name=\"n\" required>")
    }

    @Test("a text area keeps the line feed that it begins with")
    func textareas() { #expect(textarea("n", rows: 2, text: "\na").html().hasSuffix(">\n\na</textarea>")) }

    @Test("an icon is a reference into the sprite, under the name that its file has")
    func icons() {
        let names = AssetNames(["icons.svg": "icons.0123.svg"])
        #expect(icon(.monitor).html(naming: names).contains("<use href=\"/assets/icons.0123.svg#monitor\"></use>"))
        #expect(icon(.monitor).html().contains("aria-hidden=\"true\""))
    }

    @Test("bytes and text are the same page")
    func bytes() {
        let page = document(titled: "T") { h1("é") }
        #expect(page.bytes() == Array(page.html().utf8))
        #expect(page.html().hasPrefix("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"))
    }

    @Test("an address is encoded when it is written, and can be asked otherwise")
    func addresses() {
        let address = Address("/devices", [.init("q", "a&b=c d/é"), .init("sort", "name")])
        #expect(address.description == "/devices?q=a%26b%3Dc%20d%2F%C3%A9&sort=name")
        #expect(address.with("q", nil).with("sort", "cpu").description == "/devices?sort=cpu")
        #expect(address.with("q", "").with("sort", nil).description == "/devices")
        #expect(address["q"] == "a&b=c d/é")
    }
}
