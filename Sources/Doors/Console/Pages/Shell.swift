// SPDX-License-Identifier: Apache-2.0
package import Markup

/// A whole page: the frame, and what stands in it.
///
/// `place` is the path of the navigation's entry that the page belongs to.
package func shell(
    _ title: String, at place: String, _ crumbs: [Crumb], in frame: Frame, @Markup content: () -> Node
) -> Node {
    document(
        titled: title + " · Breeze", .data("theme", frame.theme.rawValue), .data("density", frame.density.rawValue),
        .when(frame.isLive, .data("listens"))
    ) {
        a("#main", .class("skip")) { "Skip to content" }
        div(.class("app")) {
            navigation(at: place, in: frame)
            div(.class("col")) {
                topBar(crumbs, in: frame)
                main(.id("main"), .tabindex(-1)) { content() }
            }
        }
        palette(in: frame)
        help(in: frame)
        div(.id("toasts"), .role("status")) { Node.empty }
    }
}

/// A page before anybody is signed in, or when nothing else can be said: one card on an empty desk.
package func lonePage(_ title: String, in frame: Frame, @Markup content: () -> Node) -> Node {
    document(
        titled: title + " · Breeze", .data("theme", frame.theme.rawValue), .data("density", frame.density.rawValue)
    ) {
        main(.id("main"), .class("lone")) {
            p(.class("brand")) {
                icon(.logo)
                span { "Breeze" }
            }
            article(.class("lone-card")) {
                h1(title)
                content()
            }
        }
    }
}

private func navigation(at place: String, in frame: Frame) -> Node {
    nav(.class("nav"), .aria("label", "Main")) {
        div(.class("nav-top")) {
            a(frame.places.first?.path ?? "/", .class("brand")) {
                icon(.logo)
                span { "Breeze" }
            }
        }
        ul(.class("nav-l")) {
            for entry in frame.places {
                li {
                    a(
                        entry.path, .class("nav-a"), .when(entry.path == place, .aria("current", "page")),
                        .when(entry.key != nil, .data("key", entry.key ?? ""))
                    ) {
                        icon(entry.icon)
                        span { entry.title }
                        if let count = entry.count { span(.class("nav-n num")) { " " + Words.count(count) } }
                    }
                }
            }
        }
    }
}
