// SPDX-License-Identifier: Apache-2.0
/// What kind of thing may be typed in.
public enum InputKind: String, Sendable { case text, number, search, checkbox, radio, hidden, password, email }

public func input(_ kind: InputKind, _ name: String, _ attributes: Attribute...) -> Node {
    .void("input", [Attribute("type", kind.rawValue), Attribute("name", name)] + attributes)
}
public func textarea(_ name: String, rows: Int, _ attributes: Attribute..., text: String = "") -> Node {
    // The parser drops one line feed after the tag, so that one is ours and the reader's own stays.
    .element("textarea", [Attribute("name", name), Attribute("rows", String(rows))] + attributes) { "\n" + text }
}
public func select(_ name: String, _ attributes: Attribute..., @Markup content: () -> Node) -> Node {
    .element("select", [Attribute("name", name)] + attributes, content)
}
public func option(_ value: String, _ text: String, selected: Bool = false) -> Node {
    .element("option", [Attribute("value", value), .flag(.selected, selected)]) { text }
}
public func label(for id: String, _ attributes: Attribute..., @Markup content: () -> Node) -> Node {
    .element("label", [Attribute("for", id)] + attributes, content)
}
public func label(_ attributes: Attribute..., @Markup content: () -> Node) -> Node {
    .element("label", attributes, content)
}
public func fieldset(_ attributes: Attribute..., @Markup content: () -> Node) -> Node {
    .element("fieldset", attributes, content)
}
public func legend(_ text: String) -> Node { .element("legend") { text } }

/// A form that changes something; it can only post to one of our own paths.
public func form(post path: String, _ attributes: Attribute..., @Markup content: () -> Node) -> Node {
    .element("form", [Attribute("method", "post"), Attribute("action", ownPath(path))] + attributes, content)
}
/// A form that only asks.
public func form(get path: String, _ attributes: Attribute..., @Markup content: () -> Node) -> Node {
    .element("form", [Attribute("method", "get"), Attribute("action", ownPath(path))] + attributes, content)
}

/// A form whose only effect is to close the dialog it stands in.
public func closingForm(@Markup content: () -> Node) -> Node {
    .element("form", [Attribute("method", "dialog")], content)
}

extension Attribute {
    public static func value(_ text: String) -> Attribute { Attribute("value", text) }
    public static func placeholder(_ text: String) -> Attribute { Attribute("placeholder", text) }
    public static func min(_ number: String) -> Attribute { Attribute("min", number) }
    public static func max(_ number: String) -> Attribute { Attribute("max", number) }
    public static func step(_ step: String) -> Attribute { Attribute("step", step) }
    public static func maxlength(_ count: Int) -> Attribute { Attribute("maxlength", String(count)) }
    public static func pattern(_ pattern: StaticString) -> Attribute { Attribute("pattern", "\(pattern)") }
    public static func autocomplete(_ hint: StaticString) -> Attribute { Attribute("autocomplete", "\(hint)") }
    public static func name(_ name: String) -> Attribute { Attribute("name", name) }
    /// Not a text for a spelling checker: a host name, an id, a key.
    public static let verbatim = Attribute("spellcheck", "false")
}
