// SPDX-License-Identifier: Apache-2.0
public import GateKit
import JSON
public import Markup

/// A place on the console's pages.
public enum Slot: String, Sendable, CaseIterable { case fleet, organization, device }

/// One answer, drawn: it sees what its tool answers, and nothing else.
public struct Card: Sendable {
    public let slot: Slot
    public let tool: String
    public let draw: @Sendable ([UInt8]) throws -> Node

    public init<Shown: Answer>(
        on slot: Slot, reading: Shown.Type, @Markup _ draw: @escaping @Sendable (Shown.Output) -> Node
    ) {
        (self.slot, tool) = (slot, Shown.name)
        self.draw = { bytes in draw(try JSON.decode(Shown.Output.self, from: bytes)) }
    }
}
