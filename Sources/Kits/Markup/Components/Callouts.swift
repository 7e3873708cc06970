// SPDX-License-Identifier: Apache-2.0
/// A short word that sorts things: a kind, a version, a count.
public func badge(_ text: String, _ tone: Tone = .idle, icon picture: Icon? = nil) -> Node {
    span(.class("badge", "tone-" + tone.rawValue)) {
        if let picture { icon(picture) }
        text
    }
}

/// Something to know before reading on: what happened, what did not, what to do.
public func callout(_ tone: Tone, _ title: String, @Markup content: () -> Node = { .empty }) -> Node {
    let body = content()
    return div(.class("callout", "tone-" + tone.rawValue, "st-" + tone.rawValue)) {
        shape(tone)
        div {
            p(.class("callout-t")) { title }
            if !body.isEmpty { body }
        }
    }
}

/// Nothing to show: one sentence that says why, and the next thing to do.
public func emptyState(_ title: String, icon picture: Icon = .inbox, @Markup content: () -> Node) -> Node {
    div(.class("empty")) {
        icon(picture)
        p(.class("empty-t")) { title }
        content()
    }
}

/// One line or a few, to be read or copied as they stand.
public func codeBlock(_ text: String, called name: String) -> Node {
    div(.class("code-w"), .data("copy")) {
        pre(.class("code"), .tabindex(0), .role("region"), .aria("label", name)) { code { text } }
    }
}

/// Keys as they are labelled, for the eye; the command beside them says what they do.
public func keys(_ labels: String...) -> Node {
    span(.class("keys"), .aria("hidden", true)) { for label in labels { kbd { label } } }
}

/// What an endpoint or an outsider wrote: marked as theirs, and unable to turn the line around it.
public func untrusted(_ text: String, from source: String? = nil) -> Node {
    bdi(.class("untrusted"), .title(source.map { "As written by \($0)" } ?? "As written by the endpoint")) {
        withoutControls(text)
    }
}

/// Line feeds and tabs stay; other controls, and those that reorder text, are shown as what they are.
private func withoutControls(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { shown.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(shown)
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0x00...0x1F, 0x7F...0x9F, 0x200B, 0x200E...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false  // every other scalar is something to read
    }
}
