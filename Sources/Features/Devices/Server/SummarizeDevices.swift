// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import GateKit
import Postgres
import Shapes
import Vocabulary

struct SummarizeDevices: Answer {
    static let name = "summarize_devices"
    static let title = "Summary of devices"
    static let summary = """
        How many devices there are, how many speak to us, and a few that somebody should look at first. Use it to begin with; \
        use `list_devices` to find one.
        """
    static let risk = Risk.low
    static let permission: Permission = "devices:read"

    struct Input: Fields {
        @Field("Only devices of this organization.") var organization: OrganizationID?
        @Field("Only devices of this site.") var site: SiteID?
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> DeviceSummary {
        try await reading.summary(of: input.site, in: call.reach, at: call.now)
    }
}
