// SPDX-License-Identifier: Apache-2.0
public import Shapes

/// What an agent is told to do; its risk is declared here too, because the agent checks it again.
public protocol Command: Codable, Sendable {
    associatedtype Report: Codable & Sendable
    static var kind: String { get }
    static var risk: RiskLevel { get }
}

/// Something that one device is to be told.
public struct To<Content: Sendable>: Sendable {
    public let device: DeviceID
    public let content: Content
    public init(_ device: DeviceID, _ content: Content) { (self.device, self.content) = (device, content) }
}

/// What one device made of what it was told.
public struct Reply<Report: Sendable>: Sendable {
    public let device: DeviceID
    public let result: Result

    public enum Result: Sendable {
        case done(Report)
        case failed(why: Untrusted)
        /// It has not answered in time, or is not connected.
        case silent
    }

    public init(_ device: DeviceID, _ result: Result) { (self.device, self.result) = (device, result) }
}
