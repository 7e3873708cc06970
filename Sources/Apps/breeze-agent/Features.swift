// SPDX-License-Identifier: Apache-2.0
import AgentKit
import DevicesAgent
import MetricsAgent
import ReliabilityAgent

/// Everything this agent observes and obeys.
let features: [AgentFeature] = [
    .devices,
    .metrics,
    .reliability,
]
