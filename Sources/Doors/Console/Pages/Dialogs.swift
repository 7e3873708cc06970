// SPDX-License-Identifier: Apache-2.0
import Markup

/// Every page by name, at once; tools, customers and things as the server finds them.
func palette(in frame: Frame) -> Node {
    dialog(.id("palette"), .class("palette"), .aria("label", "Search or jump to")) {
        form(get: "/", .role("search")) {
            div(.class("pal-in")) {
                icon(.search)
                input(
                    .text, "q", .id("palette-q"), .aria("label", "Search or jump to"),
                    .placeholder("Search or jump to"),
                    .autocomplete("off"), .verbatim)
                kbd { "Esc" }
            }
        }
        ul(.id("places"), .class("pal-l")) {
            for place in frame.places { paletteEntry(place.title, "Go to", place.path, place.icon) }
        }
        // Tools and things by name, as the server finds them.
        ul(.id("found"), .class("pal-l"), .aria("label", "Found")) { Node.empty }
        p(.class("pal-none"), .role("status"), .flag(.hidden)) { "Nothing is called so." }
    }
}

func paletteEntry(_ title: String, _ kind: String, _ href: String, _ picture: Icon) -> Node {
    li {
        a(href) {
            icon(picture)
            span { title }
            span(.class("dim")) { " " + kind }
        }
    }
}

/// What each key does, and the switch that turns the single ones off.
func help(in frame: Frame) -> Node {
    dialog(.id("help"), .class("sheet"), .aria("labelledby", "help-t")) {
        header(.class("sheet-h")) {
            h2(.id("help-t")) { "Keyboard shortcuts" }
            closingForm { iconSubmit("Close", .x) }
        }
        div(.class("help-g")) {
            group("Anywhere") {
                key("Search or jump to", ["Ctrl", "K"])
                key("Filter this list", ["/"])
                key("This help", ["?"])
                key("Close", ["Esc"])
            }
            group("Lists") {
                key("Next row", ["J"])
                key("Previous row", ["K"])
                key("First, last row", ["Home", "End"])
                key("Select", ["X"])
                key("Select up to here", ["⇧", "J"])
                key("Select all that match", ["Ctrl", "A"])
                key("Look at it beside the list", ["Space"])
                key("Open", ["↵"])
            }
            group("Go to") {
                for place in frame.places {
                    if let letter = place.key { key(place.title, ["G", letter.uppercased()]) }
                }
            }
        }
        footer(.class("sheet-f")) {
            label(.class("check")) {
                input(.checkbox, "keys", .data("keys"), .flag(.checked))
                span { "Single-key shortcuts" }
            }
        }
    }
}

private func group(_ title: String, @Markup content: () -> Node) -> Node {
    section {
        h3(title)
        dl { content() }
    }
}

private func key(_ command: String, _ labels: [String]) -> Node {
    div {
        dt { command }
        dd { for label in labels { kbd { label } } }
    }
}
