// SPDX-License-Identifier: Apache-2.0
public import GateKit
import JSON
public import Markup
public import Shapes

/// A page of the console that lists things of one kind, and what its navigation says.
///
/// What the page may be asked is what its tool may be asked: each field of the input is a parameter of the address.
public struct Listing: Sendable {
    public let title: String
    /// `devices`: the page is at `/devices`, and one of its things at `/devices/{id}`.
    public let path: String
    public let icon: Icon
    /// The letter that leads here after `g`.
    public let key: String
    public let tool: String
    /// The text field of the input that the page's filter fills, and what one may type there.
    public let filter: (field: String, hint: String)?
    /// Filters that are one click away: a title, and what is asked then.
    public let views: [(title: String, parameters: [(name: String, value: String)])]
    /// The form that adds one more, by its tool.
    public let adds: String?
    /// `address` is that of the page, for links to the same list asked differently.
    public let draw: @Sendable (_ answer: [UInt8], _ address: Address, _ now: Instant) throws -> Page

    /// One page of it, drawn.
    public struct Page: Sendable {
        public let content: Node
        public let count: Int
        public let next: String?
        /// How many match in all; nil where nobody counted.
        public let total: Int?
        public init(count: Int, next: String?, total: Int? = nil, @Markup content: () -> Node) {
            (self.count, self.next, self.total, self.content) = (count, next, total, content())
        }
    }

    public init<Shown: Answer>(
        _ title: String, at path: String, _ icon: Icon, key: String, reading: Shown.Type,
        filter: (field: String, hint: String)? = nil,
        views: [(title: String, parameters: [(name: String, value: String)])] = [], adds: (any Tool.Type)? = nil,
        _ draw: @escaping @Sendable (Shown.Output, Address, Instant) -> Page
    ) {
        (self.title, self.path, self.icon, self.key, tool) = (title, path, icon, key, Shown.name)
        (self.filter, self.views, self.adds) = (filter, views, adds?.name)
        self.draw = { bytes, address, now in draw(try JSON.decode(Shown.Output.self, from: bytes), address, now) }
    }
}

/// The head of a page about one thing: what it is called, and how it is.
public struct Subject: Sendable {
    public let slot: Slot
    public let tool: String
    public let draw: @Sendable (_ answer: [UInt8], _ now: Instant) throws -> Head

    public struct Head: Sendable {
        public let title: String
        public let icon: Icon
        public let tone: Tone
        /// Short facts under the title, the status first.
        public let facts: [Node]
        public init(_ title: String, _ icon: Icon, _ tone: Tone, facts: [Node]) {
            (self.title, self.icon, self.tone, self.facts) = (title, icon, tone, facts)
        }
    }

    public init<Shown: Answer>(
        on slot: Slot, reading: Shown.Type, _ draw: @escaping @Sendable (Shown.Output, Instant) -> Head
    ) {
        (self.slot, tool) = (slot, Shown.name)
        self.draw = { bytes, now in draw(try JSON.decode(Shown.Output.self, from: bytes), now) }
    }
}
