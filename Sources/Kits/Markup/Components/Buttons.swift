// SPDX-License-Identifier: Apache-2.0
/// How much a button asks to be pressed.
public enum ButtonKind: String, Sendable { case primary, plain, ghost, danger }

/// The button that sends its form; its label is the verb.
public func submit(
    _ verb: String, icon picture: Icon? = nil, kind: ButtonKind = .primary, _ attributes: Attribute...
) -> Node {
    .element("button", [Attribute("type", "submit"), .class("btn", kind.rawValue)] + attributes) {
        if let picture { icon(picture) }
        span { verb }
    }
}

/// The same without room for its words: they are its label and its tooltip.
public func iconSubmit(_ verb: String, _ picture: Icon, _ attributes: Attribute...) -> Node {
    .element(
        "button",
        [Attribute("type", "submit"), .class("btn ghost icon-only"), .aria("label", verb), .title(verb)] + attributes
    ) { icon(picture) }
}

/// A link that looks like the button it works as.
public func linkButton(
    _ words: String, to href: String, icon picture: Icon? = nil, kind: ButtonKind = .plain, _ attributes: Attribute...
) -> Node {
    anchor(href, [.class("btn", kind.rawValue)] + attributes) {
        if let picture { icon(picture) }
        span { words }
    }
}

/// The same with its words; `does` is what the script around it knows it by.
public func scriptButton(_ words: String, does: StaticString, icon picture: Icon? = nil) -> Node {
    .element(
        "button", [Attribute("type", "button"), .class("btn ghost"), .data("does", "\(does)"), .flag(.hidden)]
    ) {
        if let picture { icon(picture) }
        span { words }
    }
}

/// A button that only a script can answer: hidden until the script named by `command` is there.
public func commandButton(
    _ words: String, command: StaticString, icon picture: Icon, _ attributes: Attribute...
) -> Node {
    .element(
        "button",
        [
            Attribute("type", "button"), .class("btn ghost icon-only"), .aria("label", words), .title(words),
            .data("command", "\(command)"), .flag(.hidden),
        ] + attributes
    ) { icon(picture) }
}
