// SPDX-License-Identifier: Apache-2.0
/// A number on a scale that ends, as a bar and in figures.
public func meter(_ value: Double, of whole: Double = 100, _ tone: Tone = .idle, saying words: String) -> Node {
    let share = value.isFinite && whole > 0 ? min(max(value / whole, 0), 1) : 0
    return span(.class("m", "st-" + tone.rawValue)) {
        Node.element(
            "svg",
            [
                .class("m-bar"), Attribute("viewBox", "0 0 100 4"), Attribute("preserveAspectRatio", "none"),
                .aria("hidden", true),
            ]
        ) {
            bar(100, "m-all")
            bar(Int((share * 100).rounded()), "m-part")
        }
        span(.class("m-n num")) { words }
    }
}

private func bar(_ width: Int, _ name: String) -> Node {
    .element("rect", [.class(name), Attribute("width", String(width)), Attribute("height", "4")]) {}
}

/// The figure a card is about, large, with what it counts and what lies behind it.
public func figure(_ name: String, _ value: String, unit: String = "", @Markup below: () -> Node = { .empty }) -> Node {
    let below = below()
    return div(.class("fig")) {
        span(.class("fig-k")) { name }
        span(.class("fig-v")) {
            strong { value }
            if !unit.isEmpty { " " + unit }
        }
        if !below.isEmpty { div(.class("fig-b")) { below } }
    }
}

/// Figures side by side.
public func figures(@Markup content: () -> Node) -> Node { div(.class("figs")) { content() } }
