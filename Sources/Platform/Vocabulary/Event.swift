// SPDX-License-Identifier: Apache-2.0
public import Shapes

/// Something that happened, worth telling: a name in the past tense and the facts.
///
/// The value itself is what the envelope carries as `details`; the rest of the envelope is asked of it here.
public protocol Event: Codable, Sendable {
    /// `noun.past_tense`.
    static var type: String { get }
    static var category: Category { get }
    /// When it is told, in a sentence.
    static var meaning: String { get }
    /// One complete, plausible event, for documents and tests.
    static var example: Self { get }
    /// One sentence, for people; without any string that an endpoint wrote.
    var summary: String { get }
    var severity: Severity { get }
    var devices: [DeviceID] { get }
    /// Tools that a reader may want next.
    static var suggestedTools: [String] { get }
    /// JSON paths in the details whose strings an endpoint wrote.
    static var untrusted: [String] { get }
}

extension Event {
    public var devices: [DeviceID] { [] }
    public static var suggestedTools: [String] { [] }
    public static var untrusted: [String] { [] }
}

/// What an event is about.
public enum Category: String, Choice {
    case system, performance, security, compliance, hardware, software, network, user, brain
}
