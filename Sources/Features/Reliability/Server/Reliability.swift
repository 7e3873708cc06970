// SPDX-License-Identifier: Apache-2.0
import Shapes

public import FeatureKit
import ReliabilityWire

extension Feature {
    /// Crashes, hangs, failures and restarts, judged hourly into one score for each device.
    public static let reliability = Feature(
        "reliability", "How far each device can be relied on, what took points away, and whether that is changing.",
        schema: [
            Migration("reliability_1_create", PackageResources.reliability_1_create_sql),
            Migration("reliability_2_form", PackageResources.reliability_2_form_sql),
            Migration("reliability_3_trouble", PackageResources.reliability_3_trouble_sql),
            Migration("reliability_4_meanings", PackageResources.reliability_4_meanings_sql),
        ],
        accepts: [Intake(ReliabilitySample.self, keep)],
        jobs: [Job("reliability.judge", every: .hours(1), nudgedBy: [ReliabilitySample.kind], judge)],
        emits: [ReliabilityScoreDropped.self],
        tools: [GetDeviceReliability(), GetFleetHealth()],
        cards: [deviceCard, fleetCard]
    )
}
