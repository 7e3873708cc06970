// SPDX-License-Identifier: Apache-2.0
public import GateKit
import JSON
public import Markup

/// What the first page says while there is nothing to look after yet: what to do, in the place of all cards.
public struct Beginning: Sendable {
    public let tool: String
    /// Nil as soon as there is something.
    public let draw: @Sendable (_ answer: [UInt8], Whereabouts) throws -> Node?

    public init<Shown: Answer>(
        reading: Shown.Type, _ draw: @escaping @Sendable (Shown.Output, Whereabouts) -> Node?
    ) {
        tool = Shown.name
        self.draw = { draw(try JSON.decode(Shown.Output.self, from: $0), $1) }
    }
}
