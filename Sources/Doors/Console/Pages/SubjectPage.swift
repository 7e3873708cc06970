// SPDX-License-Identifier: Apache-2.0
package import Markup

/// One thing: what it is, how it is, what can be done with it, and the cards that features put there.
package struct SubjectPage: Sendable {
    package var title: String
    package var place: String
    package var crumbs: [Crumb]
    package var icon: Icon
    package var tone: Tone
    /// Short facts under the title, the status first.
    package var subtitle: [Node] = []
    package var actions: [Node] = []
    package var notice = Node.empty
    /// Times that the page may look back over, each a ``segment(_:to:isCurrent:)``.
    package var spans: [Node] = []
    package var main: [Node] = []
    package var side: [Node] = []

    package init(_ title: String, at place: String, crumbs: [Crumb], icon: Icon, _ tone: Tone) {
        (self.title, self.place, self.crumbs, self.icon, self.tone) = (title, place, crumbs, icon, tone)
    }
}

package func subjectPage(_ page: SubjectPage, in frame: Frame) -> Node {
    shell(page.title, at: page.place, page.crumbs, in: frame) {
        header(.class("dh"), .id("subject"), .data("live")) {
            span(.class("dh-ic", "tone-" + page.tone.rawValue)) { icon(page.icon) }
            div(.class("dh-t")) {
                h1(page.title)
                ul(.class("dh-sub")) { for fact in page.subtitle { li { fact } } }
            }
            if !page.actions.isEmpty { div(.class("actions")) { page.actions } }
        }
        div(.class("page"), .id("cards"), .data("live")) {
            page.notice
            if !page.spans.isEmpty {
                div(.class("spans")) {
                    span(.class("dim"), .aria("hidden", true)) { "Last" }
                    segments("Time shown") { page.spans }
                }
            }
            div(.class("dg")) {
                div(.class("dg-main")) { page.main }
                div(.class("dg-side")) { page.side }
            }
        }
    }
}

/// The same beside a list: enough to decide whether to open it.
package func peek(at page: SubjectPage, _ path: String) -> Node {
    div(.class("peek-b")) {
        header(.class("peek-h")) {
            span(.class("dh-ic", "tone-" + page.tone.rawValue)) { icon(page.icon) }
            h2(page.title)
        }
        ul(.class("dh-sub")) { for fact in page.subtitle { li { fact } } }
        div(.class("actions")) {
            linkButton("Open", to: path, icon: .arrowRight, kind: .primary)
            page.actions
        }
        page.main
        page.side
    }
}
