// SPDX-License-Identifier: Apache-2.0
package import Markup

/// What is the same around every page that one viewer sees.
package struct Frame: Sendable {
    /// One page that the navigation leads to; nothing is listed that does not exist.
    package struct Place: Sendable {
        package let title: String
        package let path: String
        package let icon: Icon
        /// The letter that leads here after `g`.
        package let key: String?
        package let count: Int?
        package init(_ title: String, _ path: String, _ icon: Icon, key: String? = nil, count: Int? = nil) {
            (self.title, self.path, self.icon, self.key, self.count) = (title, path, icon, key, count)
        }
    }

    /// What the viewer looks at, and what else there would be to choose.
    package struct Scope: Sendable {
        package var title: String
        /// The site, where one of the organization's is chosen.
        package var site: String?
        package var choices: [Choice] = []
        package var sites: [Choice] = []
        /// Whether one organization is chosen.
        package var isNarrow = false
        /// Whether there are no more to choose than are listed.
        package let isComplete: Bool
        package init(_ title: String, _ choices: [Choice] = [], isComplete: Bool = true) {
            (self.title, self.choices, self.isComplete) = (title, choices, isComplete)
        }
    }
    package struct Choice: Sendable {
        package let title: String
        package let href: String
        package let isCurrent: Bool
        package init(_ title: String, _ href: String, isCurrent: Bool = false) {
            (self.title, self.href, self.isCurrent) = (title, href, isCurrent)
        }
    }

    package enum Theme: String, Sendable { case system, light, dark }
    package enum Density: String, Sendable { case compact, normal, comfortable }

    package var places: [Place]
    package var scope: Scope?
    /// Who is signed in; nobody is, on the pages before that.
    package var viewer: String?
    package var theme = Theme.system
    package var density = Density.normal
    /// Whether the page listens for its own news.
    package var isLive = false
    /// What every address of the page carries, for the forms that ask.
    package var scopeText: String?

    package init(places: [Place], scope: Scope? = nil, viewer: String? = nil) {
        (self.places, self.scope, self.viewer) = (places, scope, viewer)
    }

    /// Where the forms of the frame itself post to.
    package static let preferences = "/preferences"
    package static let signOut = "/sign-out"
}

/// A step of the way to a page; the page itself is the last and has no path.
package struct Crumb: Sendable {
    package let title: String
    package let path: String?
    package init(_ title: String, _ path: String? = nil) { (self.title, self.path) = (title, path) }
}
