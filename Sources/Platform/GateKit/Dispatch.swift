// SPDX-License-Identifier: Apache-2.0
import JSON
public import Shapes
public import Vocabulary

/// A command without its type, as it lies in the queue.
public struct Dispatch: Sendable {
    public let id: CommandID
    public let device: DeviceID
    public let kind: String
    public let risk: RiskLevel
    public let body: [UInt8]

    init<Told: Command>(_ to: To<Told>, _ call: Call) throws {
        (id, device, kind, risk) = (call.newID(), to.device, Told.kind, Told.risk)
        body = try JSON.encode(to.content)
    }
}

public enum QueuedCommand: Noun { public static let noun = "command" }
public typealias CommandID = ID<QueuedCommand>
