// SPDX-License-Identifier: Apache-2.0
import AccessServer
import AuditServer
import DevicesServer
import FeatureKit
import MetricsServer
import ReliabilityServer
import TenancyServer

/// Everything this server can do.
let features: [Feature] = [
    .access,
    .audit,
    .devices,
    .metrics,
    .reliability,
    .tenancy,
]
