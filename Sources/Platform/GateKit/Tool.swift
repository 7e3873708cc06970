// SPDX-License-Identifier: Apache-2.0
public import Shapes

/// One thing the platform can do: declared once, offered at every door.
///
/// A tool is an ``Answer``, a ``Change`` or an ``Order``; only those can supply `work`.
public protocol Tool: Sendable {
    associatedtype Input: Fields
    associatedtype Output: Facts

    /// `[a-z0-9_]`, at most 48 characters, verb first.
    static var name: String { get }
    static var title: String { get }
    /// What it does and when to call it, for people and models; never built from data.
    static var summary: String { get }
    static var effect: Effect { get }
    static var risk: Risk { get }
    static var permission: Permission { get }
    /// Where its rows are: in one organization, or above all of a partner's.
    static var place: Place { get }
    /// Whether the machine's own terminal may run it even where it is high.
    static var isForOperator: Bool { get }

    func work(on input: Input) -> Work
}

extension Tool {
    public static var place: Place { .organization }
    public static var isForOperator: Bool { false }
}

/// What a tool does to the world, whoever asks: risk and `destructiveHint` follow from it.
public enum Effect: String, Choice { case read, mutate, destroy }

/// Where the rows of a tool live.
public enum Place: Sendable {
    /// In one organization, which a call names or its targets imply.
    case organization
    /// Above the organizations: only for those who see the whole partner.
    case partner
}
