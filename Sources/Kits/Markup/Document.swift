// SPDX-License-Identifier: Apache-2.0
/// A whole page: what stands in its head is the same for all, since nothing else may stand there.
public func document(titled title: String, _ attributes: Attribute..., @Markup body: () -> Node) -> Node {
    let head = Node.element("head") {
        Node.void("meta", [Attribute("charset", "utf-8")])
        Node.void(
            "meta", [Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1")])
        Node.void("meta", [Attribute("name", "color-scheme"), Attribute("content", "light dark")])
        Node.element("title") { title }
        Node.void(
            "link",
            [
                Attribute("rel", "preload"), .asset("href", "inter.woff2"), Attribute("as", "font"),
                Attribute("type", "font/woff2"), Attribute("crossorigin", ""),
            ])
        Node.void("link", [Attribute("rel", "stylesheet"), .asset("href", "console.css")])
        Node.void(
            "link", [Attribute("rel", "icon"), Attribute("type", "image/svg+xml"), .asset("href", "favicon.svg")])
        Node.element("script", [Attribute("type", "module"), .asset("src", "console.js")]) {}
    }
    return .group([
        Node(.doctype),
        .element("html", [.lang("en")] + attributes) {
            head
            Node.element("body", [], body)
        },
    ])
}
