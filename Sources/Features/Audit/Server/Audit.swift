// SPDX-License-Identifier: Apache-2.0
public import FeatureKit

extension Feature {
    /// What was asked, by whom, and what came of it.
    public static let audit = Feature(
        "audit", "Every call that the gate let through or turned away, for those who may read it.",
        tools: [ListAudit()],
        listings: [auditListing]
    )
}
