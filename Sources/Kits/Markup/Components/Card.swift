// SPDX-License-Identifier: Apache-2.0
/// One answer on a page: a heading, perhaps a way to more, and what there is to see.
public func card(
    _ title: String, icon picture: Icon? = nil, trailing: Node = .empty, _ attributes: Attribute...,
    @Markup content: () -> Node
) -> Node {
    .element("section", [.class("card")] + attributes) {
        header(.class("card-h")) {
            if let picture { icon(picture) }
            h2(title)
            if !trailing.isEmpty { span(.class("card-t")) { trailing } }
        }
        div(.class("card-b")) { content() }
    }
}

/// The way from a card to its page.
public func more(_ words: String, to href: String) -> Node {
    a(href, .class("more")) { words }
}

/// Names and what they are, one a line.
public func facts(@Markup content: () -> Node) -> Node { dl(.class("facts")) { content() } }

public func fact(_ name: String, @Markup content: () -> Node) -> Node {
    div {
        dt { name }
        dd { content() }
    }
}
public func fact(_ name: String, _ text: String?) -> Node {
    fact(name) { if let text { text } else { absent() } }
}

/// Nothing is known: not a zero, not an empty string.
public func absent(_ why: String = "not known") -> Node {
    span(.class("dim"), .title(why)) {
        span(.aria("hidden", true)) { "—" }
        hidden(why)
    }
}

/// A host name, an address, a serial number: what a machine wrote and a person compares letter by letter.
public func mono(_ text: String) -> Node { span(.class("mono")) { text } }

public func dim(@Markup content: () -> Node) -> Node { span(.class("dim")) { content() } }
