// SPDX-License-Identifier: Apache-2.0
package import Markup

/// The first page: figures across the top, cards below.
package func overviewPage(
    _ title: String, at place: String, lead: String = "", figures row: [Node], cards: [Node], in frame: Frame
) -> Node {
    shell(title, at: place, [Crumb(title)], in: frame) {
        div(.class("page")) {
            header(.class("ph")) {
                h1(title)
                if !lead.isEmpty { p(.class("dim")) { lead } }
            }
            if !row.isEmpty { figures { row }.live("figures") }
            div(.class("cards"), .id("cards"), .data("live")) { cards }
        }
    }
}

extension Node {
    /// The same, as a part that the page replaces when its news arrive.
    func live(_ id: String) -> Node { div(.id(id), .data("live")) { self } }
}
