// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import JSON
import Markup
import ReliabilityWire
import Shapes
import Testing
import Vocabulary

@testable import ReliabilityServer

@Suite struct ReliabilityPageTests {
    private func drawn(_ report: ReliabilityReport) throws -> String {
        try deviceCard.draw(JSON.encode(report), report.judgedAt).html()
    }

    @Test("a device's card shows score, evidence and what is lacking; an endpoint's words stay words") func device()
        throws
    {
        var incident = Device30.incident(.killed, 3, "<b>nginx</b>")
        incident.detail = "<script>alert(1)</script>"
        let html = try drawn(Judgement(Device30.history([incident])).report)
        #expect(html.contains("A service that was killed") && html.contains("of 100") && html.contains("stable"))
        #expect(!html.contains("<b>nginx") && !html.contains("<script") && html.contains("&lt;b&gt;nginx"))
        #expect(!html.contains("provisional"))
        let young = try drawn(Judgement(Device30.history([], watched: 1.5)).report)
        #expect(young.contains("This score is provisional") && young.contains("watched for 1.5 days"))
        let untold = try drawn(Judgement(.untold(.example, at: Device30.now)).report)
        #expect(untold.contains("No score yet") && untold.contains("told nothing") && !untold.contains("of 100"))
    }

    @Test("the fleet's card shows bands as meters and leads to the worst devices") func fleet() throws {
        let html = try fleetCard.draw(JSON.encode(FleetHealth.example), .example).html()
        #expect(html.contains("36 devices") && html.contains("/devices/\(DeviceID.example)") && html.contains("93.4"))
        var empty = FleetHealth.example
        (empty.devices, empty.groups, empty.worst) = (0, [], [])
        #expect(try fleetCard.draw(JSON.encode(empty), .example).html().contains("No devices yet"))
    }
}
