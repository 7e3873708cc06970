// SPDX-License-Identifier: Apache-2.0
/// How much something wants attention; always drawn as a shape, a color and a word together.
public enum Tone: String, CaseIterable, Sendable { case ok, warning, critical, info, idle }

/// A status: its shape, its color, and the word that says the same.
public func status(_ tone: Tone, _ word: String) -> Node {
    span(.class("st", "st-" + tone.rawValue)) {
        shape(tone)
        word
    }
}

/// A status whose word only screen readers get: for a narrow cell, never where there is room.
public func statusMark(_ tone: Tone, saying word: String) -> Node {
    span(.class("st", "st-" + tone.rawValue), .title(word)) {
        shape(tone)
        hidden(word)
    }
}

/// Words for those who cannot see what the page shows.
public func hidden(_ words: String) -> Node { span(.class("vh")) { words } }

/// Circle, triangle, diamond, barred square and ring differ without any color.
func shape(_ tone: Tone) -> Node {
    .element("svg", [.class("i-st"), Attribute("viewBox", "0 0 12 12"), .aria("hidden", true)]) {
        switch tone {
        case .ok: path("M6 2a4 4 0 1 1 0 8a4 4 0 1 1 0-8Z")
        case .warning: path("M6 1.2 11.2 10.4a.6.6 0 0 1-.5.9H1.3a.6.6 0 0 1-.5-.9Z")
        case .critical: path("M6 .4 11.6 6 6 11.6.4 6Z")
        case .info:
            path(
                "M2.6 1.8h6.8a.8.8 0 0 1 .8.8v6.8a.8.8 0 0 1-.8.8H2.6a.8.8 0 0 1-.8-.8V2.6a.8.8 0 0 1 .8-.8Z"
            )
            path("M4.4 4.2v3.6M7.6 4.2v3.6")
        case .idle: path("M6 2.6a3.4 3.4 0 1 1 0 6.8a3.4 3.4 0 1 1 0-6.8Z")
        }
    }
}

private func path(_ drawing: StaticString) -> Node { .element("path", [Attribute("d", "\(drawing)")]) {} }
