// SPDX-License-Identifier: Apache-2.0
public import GateKit
import Shapes

/// A tool offered as a form; its fields, its words and its place follow from the tool.
public struct Form: Sendable {
    public let slot: Slot
    public let tool: String

    public init<Offered: Tool>(for: Offered.Type) {
        tool = Offered.name
        slot = Offered.Input.shape.members.contains { $0.name == Slot.device.rawValue } ? .device : .fleet
    }
}
