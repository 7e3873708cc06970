// SPDX-License-Identifier: Apache-2.0
public import Vocabulary

/// What is asked for, at any door; who asks is a credential beside it.
public struct Request: Sendable {
    public var tool: String
    public var arguments: [UInt8]
    /// Left out: that of the targets, else the caller's only one, else, for an Answer, all that it sees.
    public var organization: OrganizationID?
    /// Repeats of a call that is not a read, under one key, have one effect.
    public var idempotencyKey: String?
    /// How many seconds an Order may wait for its devices before it answers `started`.
    public var wait: Int
    /// Goes from the door through audit, command and the agent's log and back.
    public var requestID: String

    /// The page that shows what is answered, with other answers: the page view is what the audit tells of.
    public var page: String?

    /// The page that stays open asks once more what it asked before: the first asking's line tells of it.
    public var isRepeated = false

    public init(
        _ tool: String, _ arguments: [UInt8], in organization: OrganizationID? = nil, idempotencyKey: String? = nil,
        wait: Int = 20, requestID: String, page: String? = nil
    ) {
        (self.tool, self.arguments, self.organization) = (tool, arguments, organization)
        (self.idempotencyKey, self.wait, self.requestID) = (idempotencyKey, wait, requestID)
        self.page = page
    }
}
