// SPDX-License-Identifier: Apache-2.0
import Shapes
import Testing
import Vocabulary

@testable import GateKit

@Suite struct RecordTests {
    private func line(_ tool: String, page: String?, request: String = "r", on devices: [DeviceID] = []) -> Record {
        let home = OrganizationID.example
        let person = Principal(
            id: "p", name: "Ada", kind: .person, partner: .example, home: home, reach: .organization(home),
            holds: .everything)
        let call = Call(
            actor: person, organization: home, reach: .organization(home), now: .example, requestID: request,
            page: page,
            permissions: [], ids: IDs { 4 })
        return Record(call, tool, Verdict(level: .low, reasons: []), devices, .answered)
    }

    @Test("what one view of a page asked for is one line; whatever belongs to another view or caller is none of it")
    func joins() {
        func joined(_ others: [Record]) -> (Record, joins: [Bool]) {
            var first = line("get_device_details", page: "/devices/x", on: [.example])
            let joins = others.map { first.join($0) }
            return (first, joins)
        }
        let (whole, _) = joined([line("analyze_metrics", page: "/devices/x", on: [.example])])
        #expect(whole.note == "a page: get_device_details, analyze_metrics" && whole.devices == [.example])
        let (alone, joins) = joined([
            line("list_sites", page: "/sites"), line("list_sites", page: "/devices/x", request: "s"),
            line("list_sites", page: nil),
        ])
        let (long, _) = joined(Array(repeating: line("list_sites", page: "/devices/x"), count: 500))
        #expect(long.note.utf8.count < 1100, "a request that is sent again and again makes no endless line")
        #expect(joins == [false, false, false] && alone.note == "a page: get_device_details")
    }
}
