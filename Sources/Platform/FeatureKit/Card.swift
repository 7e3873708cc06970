// SPDX-License-Identifier: Apache-2.0
public import GateKit
import JSON
public import Markup
public import Shapes

/// A place on the console's pages.
public enum Slot: String, Sendable, CaseIterable { case fleet, organization, device }

/// One answer, drawn: it sees what its tool answers, and nothing else.
public struct Card: Sendable {
    public let slot: Slot
    /// Whether it is a narrow one, beside the others.
    public let isAside: Bool
    /// Whether it tells what is wrong: such cards stand before those that tell what is.
    public let isWarning: Bool
    public let tool: String
    /// The field that says how many hours back it looks: the page lets its reader choose.
    public let span: String?
    /// `now` is for relative times.
    public let draw: @Sendable (_ answer: [UInt8], _ now: Instant) throws -> Node

    public init<Shown: Answer>(
        on slot: Slot, aside: Bool = false, warning: Bool = false, reading: Shown.Type,
        over span: String? = nil,
        @Markup _ draw: @escaping @Sendable (Shown.Output, Instant) -> Node
    ) {
        (self.slot, isAside, isWarning, tool, self.span) = (slot, aside, warning, Shown.name, span)
        self.draw = { bytes, now in draw(try JSON.decode(Shown.Output.self, from: bytes), now) }
    }
}
