// SPDX-License-Identifier: Apache-2.0
package import Markup

/// Many things of one kind: how to narrow them, the things, and the way to more of them.
package struct ListPage: Sendable {
    package var title: String
    package var place: String
    package var crumbs: [Crumb]
    /// What can be done here, as buttons.
    package var actions: [Node] = []
    /// Ready-made filters, each a ``segment(_:to:isCurrent:)``.
    package var views: [Node] = []
    package var filter: Filter?
    /// The grid; or, when nothing matches, an ``emptyState(_:icon:content:)`` that says what to do.
    package var content: Node
    package var paging: Paging

    /// The one field that narrows a list; it is part of the address like everything else that does.
    package struct Filter: Sendable {
        package let address: Address
        package let hint: String
        package init(_ address: Address, hint: String) { (self.address, self.hint) = (address, hint) }
    }

    package init(_ title: String, at place: String, crumbs: [Crumb]? = nil, paging: Paging, @Markup content: () -> Node)
    {
        (self.title, self.place, self.crumbs) = (title, place, crumbs ?? [Crumb(title)])
        (self.paging, self.content) = (paging, content())
    }
}

package func listPage(_ page: ListPage, in frame: Frame) -> Node {
    shell(page.title, at: page.place, page.crumbs, in: frame) {
        div(.class("page list")) {
            header(.class("ph")) {
                h1(page.title)
                if !page.views.isEmpty { div(.id("views"), .data("live")) { segments("Views") { page.views } } }
                if !page.actions.isEmpty { div(.class("actions")) { page.actions } }
            }
            if let filter = page.filter { field(filter, of: page.title) }
            div(.id("results"), .class("results"), .data("live")) {
                page.content
                pager(page.paging)
            }
        }
    }
}

private func field(_ filter: ListPage.Filter, of title: String) -> Node {
    form(get: filter.address.path, .class("fbar"), .role("search"), .data("filter")) {
        div(.class("fin")) {
            icon(.listFilter)
            input(
                .search, "q", .id("q"), .value(filter.address["q"] ?? ""), .placeholder(filter.hint),
                .aria("label", "Filter " + title.lowercased()), .aria("keyshortcuts", "/"), .autocomplete("off"),
                .verbatim)
            kbd(.aria("hidden", true)) { "/" }
        }
        // What else the list is asked stays asked; a cursor belongs to the list as it was.
        for parameter in filter.address.parameters where parameter.name != "q" && parameter.name != "cursor" {
            input(.hidden, parameter.name, .value(parameter.value))
        }
        submit("Filter", kind: .plain)
    }
}
