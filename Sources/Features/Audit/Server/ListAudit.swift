// SPDX-License-Identifier: Apache-2.0
import AuditWire
import FeatureKit
import GateKit
import Postgres
import Shapes
import Vocabulary

struct ListAudit: Answer {
    static let name = "list_audit"
    static let title = "List the audit"
    static let summary = """
        Who asked for what and what came of it, the newest first. Use it to see what a person, an API key or a brain did, \
        or what was done to a device.
        """
    static let risk = Risk.low
    static let permission: Permission = "audit:read"

    struct Input: Fields {
        @Field("Only lines of this organization.") var organization: OrganizationID?
        @Field("Only lines about this device.") var device: DeviceID?
        @Field("Only lines whose asker or tool contains this.", max: 100) var search: String?
        @Field("Only lines that ended so.", count: 1...6) var results = AuditResult.allCases
        @Field("Only lines from then on.") var since: Instant?
        @Field("Only lines before then.") var until: Instant?
        @Field("How many to return.", in: 1...200) var limit = 50
        @Field("Where to read on: `next_cursor` of the page before.", max: 600) var cursor: String?
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> AuditList {
        let found = try await reading.audit(input, in: call.reach, after: input.cursor.map { try PageMark($0) })
        let page = found.page(of: input.limit) { PageMark($0.line.at, $0.id) }
        return AuditList(items: page.items.map(\.line), nextCursor: page.next)
    }
}
