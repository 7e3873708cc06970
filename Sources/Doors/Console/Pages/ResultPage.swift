// SPDX-License-Identifier: Apache-2.0
package import Markup

/// What came of something that was asked for.
package struct ResultPage: Sendable {
    package let title: String
    package let place: String
    package let crumbs: [Crumb]
    package let tone: Tone
    /// One sentence: what was done, or why it was not.
    package let what: String
    package var content = Node.empty
    package var actions: [Node] = []

    package init(_ title: String, at place: String, crumbs: [Crumb], _ tone: Tone, what: String) {
        (self.title, self.place, self.crumbs, self.tone, self.what) = (title, place, crumbs, tone, what)
    }
}

package func resultPage(_ page: ResultPage, in frame: Frame) -> Node {
    shell(page.title, at: page.place, page.crumbs, in: frame) {
        div(.class("page narrow")) {
            header(.class("ph")) { h1(page.title) }
            if !page.what.isEmpty { callout(page.tone, page.what) }
            if !page.content.isEmpty { div(.id("cards"), .class("result"), .data("live")) { page.content } }
            if !page.actions.isEmpty { div(.class("actions")) { page.actions } }
        }
    }
}

/// A secret that exists in clear on this page and nowhere else.
package func secretShownOnce(_ name: String, _ secret: String) -> Node {
    section(.class("secret")) {
        h2(name)
        codeBlock(secret, called: name)
        p(.class("dim")) { "Shown once. Only a hash of it is kept: copy it now, or make another one later." }
    }
}
