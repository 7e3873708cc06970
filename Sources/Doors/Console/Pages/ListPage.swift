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
    /// Where the page is a window into more rows than it holds.
    package var window: Window?
    /// What can be done with several at once.
    package var bulk: [Bulk] = []

    /// How many rows there are, which of them is the first here, and how many are fetched at a time.
    package struct Window: Sendable {
        let total: Int
        let first: Int
        let block: Int
        /// Whether it can be read from its end, by `dir`.
        let turns: Bool
        package init(total: Int, first: Int, block: Int, turns: Bool) {
            (self.total, self.first, self.block, self.turns) = (total, first, block, turns)
        }
    }

    /// A form that takes several things at once: the field for their ids, and how many it takes.
    package struct Bulk: Sendable {
        let title: String
        let path: String
        let field: String
        let most: Int
        package init(_ title: String, path: String, field: String, most: Int) {
            (self.title, self.path, self.field, self.most) = (title, path, field, most)
        }
    }

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
                if !page.views.isEmpty { views(of: page) }
                if !page.actions.isEmpty { div(.class("actions")) { page.actions } }
            }
            if let filter = page.filter {
                filterField(of: page.title, at: filter.address, hint: filter.hint, in: frame)
            }
            results(of: page)
            if !page.bulk.isEmpty {
                aside(.id("peek"), .class("peek"), .aria("label", "At a glance"), .flag(.hidden)) { Node.empty }
            }
        }
    }
}

/// What changes with what a list is asked.
package func listParts(_ page: ListPage, in frame: Frame) -> Node {
    .group([page.views.isEmpty ? .empty : views(of: page), results(of: page)])
}

private func views(of page: ListPage) -> Node {
    div(.id("views"), .data("live")) { segments("Views") { page.views } }
}

/// In a window each row follows its own news; a short list does so as a whole.
private func results(of page: ListPage) -> Node {
    let window = page.window
    return island(
        "breeze-grid", .id("results"), .class("results"), .when(window == nil, .data("live")),
        .when(window != nil, .data("total", String(window?.total ?? 0))), .data("first", String(window?.first ?? 0)),
        .data("block", String(window?.block ?? 0)), .when(window?.turns == true, .data("turns"))
    ) {
        page.content
        if !page.bulk.isEmpty { bulkBar(page) }
        pager(page.paging, hints: page.bulk.isEmpty ? .empty : hints)
        if let window {
            span(.id("total"), .data("live"), .data("total", String(window.total)), .flag(.hidden)) { Node.empty }
        }
    }
}

private var hints: Node {
    span(.class("hints"), .aria("hidden", true)) {
        for (labels, does) in [(["J", "K"], "move"), (["X"], "select"), (["Space"], "peek"), (["↵"], "open")] {
            span {
                for label in labels { kbd { label } }
                " " + does
            }
        }
    }
}

/// Shown as soon as something is selected; without a script it sends what is ticked on this page.
private func bulkBar(_ page: ListPage) -> Node {
    form(get: page.bulk.first?.path ?? "/", .id("bulk"), .class("bulk"), .aria("label", "Selected")) {
        strong(.class("bulk-n"), .role("status")) { Node.empty }
        for action in page.bulk {
            submit(
                action.title, kind: .plain, .formAction(action.path), .data("field", action.field),
                .data("most", String(action.most)))
        }
        scriptButton("Select all that match", does: "all")
        scriptButton("Clear", does: "none")
    }
}

/// The one field that narrows a list.
func filterField(of title: String, at address: Address, hint: String, in frame: Frame) -> Node {
    form(get: address.path, .class("fbar"), .role("search"), .data("filter")) {
        div(.class("fin")) {
            icon(.listFilter)
            input(
                .search, "q", .id("q"), .value(address["q"] ?? ""), .placeholder(hint),
                .aria("label", "Filter " + title.lowercased()), .aria("keyshortcuts", "/"), .autocomplete("off"),
                .verbatim)
            kbd(.aria("hidden", true)) { "/" }
        }
        // What else the list is asked stays asked; a place in it belongs to the list as it was.
        for parameter in address.parameters where !["q", "cursor", "skip"].contains(parameter.name) {
            input(.hidden, parameter.name, .value(parameter.value))
        }
        if let scope = frame.scopeText { input(.hidden, Scope.parameter, .value(scope)) }
        submit("Filter", kind: .plain)
    }
}
