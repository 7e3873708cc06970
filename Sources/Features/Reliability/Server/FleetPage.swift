// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import Markup
import ReliabilityWire
import Shapes
import Vocabulary

let fleetCard = Card(on: .fleet, reading: GetFleetHealth.self) { fleet, now in
    card("Reliability", icon: .heartPulse, trailing: badge("30 days")) {
        if fleet.devices == 0 {
            emptyState("No devices yet", icon: .monitor) {
                p { "Each device is judged within seconds of its first report." }
            }
        } else {
            if !fleet.troubled.isEmpty {
                h3 { "Went wrong in the last day" }
                issues { for trouble in fleet.troubled { drawn(trouble, now) } }
            }
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

private func drawn(_ trouble: FleetTrouble, _ now: Instant) -> Node {
    issue(trouble.severity.tone, trouble.severity.rawValue, trouble.cause.title) {
        a("/devices/\(trouble.device)") {
            if let name = trouble.name { name } else { trouble.hostname }
        }
        if let subject = trouble.subject {
            ": "
            subject
        }
        ", "
        ago(trouble.at, now: now)
    }
}

extension BandCounts {
    fileprivate var all: [(band: Band, count: Int)] {
        [(.good, good), (.fair, fair), (.poor, poor), (.critical, critical)]
    }
    fileprivate var unjudged: Int { provisional + notReported }
}
