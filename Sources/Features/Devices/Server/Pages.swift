// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import FeatureKit
import Markup

let detailsCard = Card(on: .device, reading: GetDeviceDetails.self) { device in
    section(.style("details")) { h2("Facts") }
}
