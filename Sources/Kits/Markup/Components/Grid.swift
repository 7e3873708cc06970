// SPDX-License-Identifier: Apache-2.0
/// What a column holds; it decides how its cells are set.
///
/// A `name` is a machine's own, a `title` what people call something; both lead to its page.
public enum ColumnKind: String, Sendable { case name, title, text, mono, number, status, time, meter }

/// How soon a column leaves when the window narrows.
public enum Importance: String, Sendable { case always, often, sometimes }

/// One column of a grid: its heading, its kind, and what it shows of an item.
public struct Column<Item>: Sendable {
    let title: String
    let kind: ColumnKind
    let sort: String?
    let importance: Importance
    let cell: @Sendable (Item) -> Node

    /// `sort` is the word the address takes to order by this column; without it the heading is no link.
    public init(
        _ title: String, _ kind: ColumnKind = .text, sort: String? = nil, _ importance: Importance = .always,
        @Markup cell: @escaping @Sendable (Item) -> Node
    ) {
        (self.title, self.kind, self.sort, self.importance, self.cell) = (title, kind, sort, importance, cell)
    }

    var classes: String { "c-\(kind.rawValue) c-\(importance.rawValue)" }
}

/// Many items of one kind, a row each.
///
/// The address says how they are sorted (`sort`, and `dir=desc`); a heading links to the same address sorted by it.
public func grid<Item>(
    _ items: [Item], _ columns: [Column<Item>], called name: String, at address: Address,
    choosing choice: Choosing<Item>? = nil, opening href: (Item) -> String?
) -> Node {
    div(.class("grid-s"), .tabindex(0), .role("region"), .aria("label", name)) {
        table(.class("grid")) {
            caption(.class("vh")) { name }
            thead {
                tr {
                    if choice != nil { th(.scope(.col), .class("c-x")) { hidden("Selected") } }
                    for column in columns { heading(column, at: address) }
                }
            }
            tbody {
                for item in items {
                    row(item, columns, choice, opening: href(item))
                }
            }
        }
    }
}

/// What makes rows selectable: the name under which their ids are sent, and those ids.
public struct Choosing<Item> {
    let name: String
    let id: (Item) -> String
    public init(_ name: String, _ id: @escaping (Item) -> String) { (self.name, self.id) = (name, id) }
}

/// A row that can be chosen has an id of its own, by which its news find it.
private func row<Item>(
    _ item: Item, _ columns: [Column<Item>], _ choice: Choosing<Item>?, opening href: String?
) -> Node {
    guard let choice else { return tr(.class("r")) { for column in columns { cell(column, of: item, opening: href) } } }
    let id = choice.id(item)
    return tr(.class("r"), .id("r-" + id), .data("live"), .data("id", id)) {
        td(.class("c-x")) {
            input(.checkbox, choice.name, .value(id), .form("bulk"), .aria("labelledby", "n-" + id))
        }
        for column in columns { cell(column, of: item, opening: href, heading: "n-" + id) }
    }
}

private func heading<Item>(_ column: Column<Item>, at address: Address) -> Node {
    guard let sort = column.sort else { return th(.scope(.col), .class(column.classes)) { column.title } }
    let isSorted = address["sort"] == sort
    let isDescending = isSorted && address["dir"] == "desc"
    let startsDescending = [.number, .meter, .time].contains(column.kind)
    let next = address.with("cursor", nil).with("sort", sort)
        .with("dir", (isSorted ? !isDescending : startsDescending) ? "desc" : nil)
    return th(
        .scope(.col), .class(column.classes),
        .when(isSorted, .aria("sort", isDescending ? "descending" : "ascending"))
    ) {
        a(next.description) {
            column.title
            if isSorted { icon(isDescending ? .arrowDown : .arrowUp) }
        }
    }
}

private func cell<Item>(
    _ column: Column<Item>, of item: Item, opening href: String?, heading id: String? = nil
) -> Node {
    let content = column.cell(item)
    guard column.kind == .name || column.kind == .title else { return td(.class(column.classes)) { content } }
    return th(.scope(.row), .class(column.classes), .when(id != nil, .id(id ?? ""))) {
        let style = column.kind == .name ? "host" : "called"
        if let href { a(href, .class(style), .data("row")) { content } } else { content }
    }
}

/// Where one is in a list, and the way to the rest of it.
public struct Paging: Sendable {
    let shown: String
    let first: Address?
    let previous: Address?
    let next: Address?

    /// `shown` says what is on this page: `1–50 of 9,842`, or `50 shown` when nobody counted.
    public init(_ shown: String, first: Address? = nil, previous: Address? = nil, next: Address? = nil) {
        (self.shown, self.first, self.previous, self.next) = (shown, first, previous, next)
    }
}

/// `hints` says what the keys do here.
public func pager(_ paging: Paging, hints: Node = .empty) -> Node {
    nav(.class("pager"), .aria("label", "Pages")) {
        span(.class("num"), .role("status")) { paging.shown }
        span(.class("grow")) { Node.empty }
        hints
        if let first = paging.first { linkButton("First", to: first.description, kind: .ghost) }
        if let previous = paging.previous {
            linkButton("Previous", to: previous.description, icon: .chevronLeft, kind: .ghost)
        }
        if let next = paging.next { linkButton("Next", to: next.description, icon: .chevronRight, kind: .ghost) }
    }
}
