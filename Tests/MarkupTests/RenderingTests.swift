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

    @Test("each context escapes the same, so that none can be left")
    func contexts() {
        let hostile = "</title></textarea></option></script>\"><img src=x onerror=alert(1)>'&"
        let escaped =
            "&lt;/title&gt;&lt;/textarea&gt;&lt;/option&gt;&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&#39;&amp;"
        let page = document(titled: hostile) {
            textarea(hostile, rows: 1, text: hostile)
            select(hostile) { option(hostile, hostile) }
            input(.hidden, hostile, .value(hostile), .placeholder(hostile), .id(hostile), .class(hostile))
            label(for: hostile, .aria("label", hostile)) { hostile }
            a("/x?q=" + hostile, .data("x", hostile)) { hostile }
            form(post: "/" + hostile) { legend(hostile) }
        }.html()
        #expect(!page.contains("<img") && page.matches(of: /alert\(1\)/).count == 19)
        #expect(page.ranges(of: escaped).count == 19)
        #expect(page.matches(of: /<script/).count == 1)
    }

    @Test("what nests without end is cut, and the rest of the page stands")
    func depth() {
        var nest = Node.text("heart")
        for _ in 0..<5000 { nest = div { nest } }
        let page = p {
            nest; "after"
        }.html()
        #expect(page.hasPrefix("<p><div>") && page.hasSuffix("</div>after</p>") && page.contains("…"))
        #expect(!page.contains("heart") && page.matches(of: /<div>/).count == page.matches(of: /<\/div>/).count)
    }

    @Test("text that is clean is copied as it is, in any language")
    func clean() { #expect(p { "Größe 5 µm — 日本語 🌬" }.html() == "<p>Größe 5 µm — 日本語 🌬</p>") }

    @Test(
        "what would turn the line around is shown as a stranger",
        arguments: [
            "\u{202A}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2069}", "\0", "\u{1}", "\u{8}", "\u{B}", "\u{1B}",
            "\u{1F}", "\u{7F}", "\u{80}", "\u{85}", "\u{9B}", "\u{9F}",
        ])
    func turns(character: String) {
        #expect(p(.title("a\(character)b")) { "a\(character)b" }.html() == "<p title=\"a\u{FFFD}b\">a\u{FFFD}b</p>")
    }

    @Test(
        "marks that right-to-left writing needs stay, and so does all that is seen",
        arguments: [
            "\u{200E}", "\u{200F}", "\u{2019}", "\u{20AC}", "\t", "\n", "\r", "\u{A0}", "\u{BF}", "\u{202F}",
            "\u{2065}",
            "\u{206A}", "\u{FFFD}", "🪁",
        ])
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
