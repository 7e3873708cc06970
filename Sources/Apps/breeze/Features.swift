// SPDX-License-Identifier: Apache-2.0
import AccessServer
import DevicesServer
import FeatureKit
import MetricsServer
import ReliabilityServer
import TenancyServer

/// Everything this server can do.
let features: [Feature] = [
    .access,
    .devices,
    .metrics,
    .reliability,
    .tenancy,
]
