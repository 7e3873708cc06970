// SPDX-License-Identifier: Apache-2.0
public import GateKit
import JSON
public import Shapes

/// All things of one kind that a caller may name: wherever a page asks for the id of one, it offers these.
public struct Choices: Sendable {
    /// What kind of thing: `organization`, `site`.
    public let noun: String
    public let tool: String
    /// The field of its input that finds some of many by name.
    public let search: String?
    public let read: @Sendable (_ answer: [UInt8]) throws -> [Choice]

    /// One of them: its id, and what people call it.
    public struct Choice: Sendable {
        public let id: String
        public let title: String
        public init<Kind: Noun>(_ id: ID<Kind>, _ title: String) { (self.id, self.title) = (id.description, title) }
    }

    public init<Kind: Noun, Listed: Answer>(
        of: Kind.Type, reading: Listed.Type, searching field: String? = nil,
        _ read: @escaping @Sendable (Listed.Output) -> [Choice]
    ) {
        (noun, tool, search) = (Kind.noun, Listed.name, field)
        self.read = { read(try JSON.decode(Listed.Output.self, from: $0)) }
    }
}
