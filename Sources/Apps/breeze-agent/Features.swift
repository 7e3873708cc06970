// SPDX-License-Identifier: Apache-2.0
import AgentKit
import DevicesAgent
import MetricsAgent

/// Everything this agent observes and obeys.
let features: [AgentFeature] = [
    .devices,
    .metrics,
]
