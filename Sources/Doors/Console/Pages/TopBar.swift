// SPDX-License-Identifier: Apache-2.0
import Markup

/// Where one is, what one looks at, whether it is still true, and who one is.
func topBar(_ crumbs: [Crumb], in frame: Frame) -> Node {
    header(.class("bar")) {
        if let scope = frame.scope { scopeMenu(scope) }
        nav(.class("crumbs"), .aria("label", "Breadcrumb")) {
            ol {
                for crumb in crumbs {
                    li {
                        if let path = crumb.path {
                            a(path) { crumb.title }
                        } else {
                            span(.aria("current", "page")) { crumb.title }
                        }
                    }
                }
            }
        }
        span(.class("grow")) { Node.empty }
        span(.id("live"), .class("live"), .role("status")) { Node.empty }
        commandButton("Search or jump to (Ctrl K)", command: "palette", icon: .search)
        commandButton("Keyboard shortcuts", command: "help", icon: .keyboard)
        themeSwitch(in: frame)
        if let viewer = frame.viewer { account(viewer) }
    }
}

private func scopeMenu(_ scope: Frame.Scope) -> Node {
    details(.class("menu scope")) {
        summary {
            icon(.building)
            hidden("Scope: ")
            span { scope.title + (scope.site.map { " · " + $0 } ?? "") }
            icon(.chevronsUpDown)
        }
        nav(.class("menu-b"), .aria("label", "Scope")) {
            choices(scope.choices)
            if !scope.sites.isEmpty {
                p(.class("menu-t")) { "Sites of " + scope.title }
                choices(scope.sites)
            }
            if !scope.isComplete { p(.class("hint")) { "There are more: search for them with Ctrl K." } }
        }
    }
}

private func choices(_ choices: [Frame.Choice]) -> Node {
    ul {
        for choice in choices {
            li {
                a(choice.href, .when(choice.isCurrent, .aria("current", "true"))) {
                    span { choice.title }
                    if choice.isCurrent { icon(.check) }
                }
            }
        }
    }
}

/// A plain form, so that it works without a script; the script changes the page in place.
private func themeSwitch(in frame: Frame) -> Node {
    form(post: Frame.preferences, .data("theme-switch")) {
        input(.hidden, "theme", .value(frame.theme == .dark ? "light" : "dark"))
        iconSubmit("Switch between light and dark", .sunMoon)
    }
}

private func account(_ viewer: String) -> Node {
    details(.class("menu account")) {
        summary {
            icon(.user)
            hidden("Account: " + viewer)
        }
        div(.class("menu-b")) {
            p(.class("menu-t")) { viewer }
            form(post: Frame.preferences, .class("density")) {
                fieldset {
                    legend("Rows")
                    for (value, word) in [("compact", "Compact"), ("normal", "Normal"), ("comfortable", "Comfortable")]
                    {
                        submit(word, kind: .ghost, .name("density"), .value(value))
                    }
                }
            }
            form(post: Frame.signOut) { submit("Sign out", icon: .logOut, kind: .ghost) }
        }
    }
}
