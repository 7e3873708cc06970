// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import Markup
import ReliabilityWire
import Shapes

let fleetCard = Card(on: .fleet, reading: GetFleetHealth.self) { fleet, _ in
    card("Reliability", icon: .heartPulse, trailing: badge("30 days")) {
        if fleet.devices == 0 {
            emptyState("No devices yet", icon: .monitor) {
                p { "Each device is judged within seconds of its first report." }
            }
        } else {
            scored(fleet)
            bands(fleet)
            let worst = fleet.worst.filter { $0.band != .good }
            if !worst.isEmpty {
                issues { for device in worst { drawn(device) } }
            }
        }
    }
}

private func scored(_ fleet: FleetHealth) -> Node {
    figures {
        if let mean = fleet.mean {
            figure("Mean score", Words.decimal(mean), unit: "of 100") {
                status(Band(score: Int(mean)).tone, fleet.trend.direction.word)
            }
        }
        figure("Judged", Words.count(fleet.devices - fleet.bands.unjudged), unit: "of " + Words.count(fleet.devices)) {
            if fleet.bands.unjudged > 0 {
                Words.count(fleet.bands.provisional) + " provisional, " + Words.count(fleet.bands.notReported)
                    + " silent"
            }
        }
    }
}

private func bands(_ fleet: FleetHealth) -> Node {
    facts {
        for (band, count) in fleet.bands.all {
            fact(band.word) {
                meter(
                    Double(count), of: Double(fleet.devices), band.tone, saying: Words.count(count, "device"))
            }
        }
    }
}

private func drawn(_ device: FleetDevice) -> Node {
    issue(device.band.tone, device.band.word, "Scores \(device.score), \(device.trend.word)") {
        a("/devices/\(device.device)") {
            if let name = device.name { name } else { device.hostname }
        }
    }
}

extension BandCounts {
    fileprivate var all: [(band: Band, count: Int)] {
        [(.good, good), (.fair, fair), (.poor, poor), (.critical, critical)]
    }
    fileprivate var unjudged: Int { provisional + notReported }
}
