// SPDX-License-Identifier: Apache-2.0
/// A link; one whose scheme is not `http`, `https` or `mailto` stays plain text.
public func a(_ href: String, _ attributes: Attribute..., @Markup content: () -> Node) -> Node {
    anchor(href, attributes, content)
}

func anchor(_ href: String, _ attributes: [Attribute], @Markup _ content: () -> Node) -> Node {
    isSafe(href)
        ? .element("a", [Attribute("href", href)] + attributes, content)
        : .element("span", attributes, content)
}

/// The path, if it can only lead to ourselves; else the front page.
func ownPath(_ path: String) -> String { isOwn(path) ? path : "/" }

func isSafe(_ href: String) -> Bool {
    if href.hasPrefix("#") || href.hasPrefix("?") || isOwn(href) { return true }
    let lower = href.lowercased()
    return ["http://", "https://", "mailto:"].contains { lower.hasPrefix($0) }
}

/// Browsers read `//` and `/\` as another host, and skip tabs and line feeds on the way.
func isOwn(_ path: String) -> Bool {
    var bytes = path.utf8.makeIterator()
    guard bytes.next() == UInt8(ascii: "/"), path.utf8.allSatisfy({ $0 >= 0x20 }) else { return false }
    let second = bytes.next()
    return second != UInt8(ascii: "/") && second != UInt8(ascii: "\\")
}
