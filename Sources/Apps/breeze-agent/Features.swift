// SPDX-License-Identifier: Apache-2.0
import AgentKit
import DevicesAgent

/// Everything this agent observes and obeys.
let features: [AgentFeature] = [
    .devices
]
