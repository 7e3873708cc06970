// SPDX-License-Identifier: Apache-2.0

import GateKit
import Postgres
import ReliabilityWire
import Shapes
import Vocabulary

struct GetFleetHealth: Answer {
    static let name = "get_fleet_health"
    static let title = "Reliability of the fleet"
    static let summary = """
        How far all devices that you may see can be relied on: how many are in which band, the worst of them, and how \
        the mean moves; together and by organization or site. Use it to find where to look first.
        """
    static let risk = Risk.low
    static let permission: Permission = "devices:read"

    enum Grouping: String, Choice { case organization, site }

    struct Input: Fields {
        @Field("Only devices of this organization.") var organization: OrganizationID?
        @Field("Only devices of this site.") var site: SiteID?
        @Field("What makes a group.") var by = Grouping.organization
        @Field("Over how many days to draw the trend.", in: 3...90) var days = 30
        @Field("How many of the worst devices to name, of all and of each group.", in: 0...20) var worst = 5
        @Field("How many groups to return.", in: 1...200) var limit = 50
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> FleetHealth {
        // The gate has resolved `organization` and `site`: where one is named, the call reaches no further.
        try await reading.fleet(input, in: call.reach, at: call.now)
    }
}
