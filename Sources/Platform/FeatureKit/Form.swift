// SPDX-License-Identifier: Apache-2.0
public import GateKit
import JSON
public import Markup
import Shapes

/// A tool offered as a form; its fields, its words and its place follow from the tool.
public struct Form: Sendable {
    public let slot: Slot
    public let tool: String
    /// The field that takes permissions: the page offers those that the viewer could give.
    public let permissions: String?
    /// How its result is drawn, where the facts one below the other are not enough.
    public let draw: (@Sendable (_ output: [UInt8], Whereabouts) throws -> Node)?

    public init<Offered: Tool>(for: Offered.Type, permissions: String? = nil) {
        (tool, slot) = (Offered.name, Offered.slot)
        (self.permissions, draw) = (permissions, nil)
    }

    /// One by which any tool can be tried.
    package init(trying tool: String) { (self.tool, slot, permissions, draw) = (tool, .fleet, nil, nil) }

    /// One that says itself what came of it.
    public init<Offered: Tool>(
        for: Offered.Type, permissions: String? = nil,
        @Markup _ draw: @escaping @Sendable (Offered.Output, Whereabouts) -> Node
    ) {
        (tool, slot) = (Offered.name, Offered.slot)
        self.permissions = permissions
        self.draw = { draw(try JSON.decode(Offered.Output.self, from: $0), $1) }
    }

    /// Where the form is; what is `settled` needs no field any more.
    public static func address<Offered: Tool>(
        of: Offered.Type, _ settled: [Address.Parameter] = []
    ) -> Address { Address("/forms/" + Offered.name, settled) }
}

extension Tool {
    /// A tool that cannot do without a device is offered on a device's page.
    fileprivate static var slot: Slot {
        let needsDevice = Input.shape.members.contains { member in
            member.isRequired && member.shape.takesID(of: Slot.device.rawValue)
        }
        return needsDevice ? .device : .fleet
    }
}

extension Shape {
    /// Whether it is the id of such a thing, or a list of them.
    package func takesID(of noun: String) -> Bool {
        switch self {
        case .id(noun): true
        case .list(let element, _): element == .id(of: noun)
        case .optional(let shape): shape.takesID(of: noun)
        case .id, .boolean, .integer, .number, .text, .choice, .instant, .untrusted, .secret, .object: false
        }
    }
}
