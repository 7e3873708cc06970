// SPDX-License-Identifier: Apache-2.0
import Shapes
public import FeatureKit
import MetricsWire

extension Feature {
    /// How busy every machine is, kept by the minute for two weeks and by the hour for two years.
    public static let metrics = Feature(
        "metrics", "How busy each machine is, how that has changed, and when its disks will be full.",
        schema: [
            Migration("metrics_1_create", PackageResources.metrics_1_create_sql),
            Migration("metrics_2_rollups", PackageResources.metrics_2_rollups_sql),
            Migration("metrics_3_meanings", PackageResources.metrics_3_meanings_sql),
        ],
        accepts: [Intake(MetricsSample.self, keep)],
        jobs: [Job("metrics.roll_up", every: .minutes(5), rollUp)],
        tools: [AnalyzeMetrics()],
        cards: [performanceCard]
    )
}
