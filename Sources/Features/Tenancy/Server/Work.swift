// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import Postgres
import TenancyWire
import Vocabulary

/// The first start makes the provider, its own organization, and a site in it.
@Sendable func found(_ session: borrowing Session, _ ground: Ground) async throws {
    guard try await session.isWithoutPartner() else { return }
    let partner: PartnerID = ground.newID()
    let organization: OrganizationID = ground.newID()
    try await session.insertPartner(partner, named: ground.partnerName, at: ground.now)
    try await session.insertOrganization(organization, of: partner, ground.partnerName, .internal, at: ground.now)
    try await session.insertSite(
        ground.newID(), in: organization, of: partner, "Head office", timeZone: "UTC", at: ground.now)
}
