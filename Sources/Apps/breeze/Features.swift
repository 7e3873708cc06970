// SPDX-License-Identifier: Apache-2.0
import AccessServer
import DevicesServer
import FeatureKit
import TenancyServer

/// Everything this server can do.
let features: [Feature] = [
    .access,
    .devices,
    .tenancy,
]
