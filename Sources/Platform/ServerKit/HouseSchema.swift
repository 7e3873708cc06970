// SPDX-License-Identifier: Apache-2.0
public import FeatureKit

extension Migration {
    /// What every feature's tables stand on.
    public static let platform: [Migration] = [
        Migration("house_1_tenancy", PackageResources.house_1_tenancy_sql),
        Migration("house_2_partitions", PackageResources.house_2_partitions_sql),
        Migration("house_3_gate", PackageResources.house_3_gate_sql),
        Migration("house_4_events", PackageResources.house_4_events_sql),
        Migration("house_5_work", PackageResources.house_5_work_sql),
        Migration("house_6_retention", PackageResources.house_6_retention_sql),
        Migration("house_7_meanings", PackageResources.house_7_meanings_sql),
    ]
}
