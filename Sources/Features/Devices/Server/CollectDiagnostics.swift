// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import GateKit
import Postgres
import Shapes
import Vocabulary

struct CollectDiagnostics: Order {
    static let name = "collect_diagnostics"
    static let title = "Collect diagnostics"
    static let summary = """
        Asks up to 20 devices to examine themselves now. Use it when stored facts are too old. Devices that do not \
        answer in time answer later: ask `get_execution`.
        """
    static let effect = Effect.read
    static let risk = Risk.medium
    static let permission: Permission = "devices:diagnose"

    struct Input: Fields {
        @Field("The devices to examine.", count: 1...20) var devices: [DeviceID]
        @Field("What to look at.", count: 1...5) var areas = Area.allCases
    }

    func commands(
        _ input: Input, _ session: borrowing Session, _ call: Call
    ) async throws -> [To<RunDiagnostics>] {
        var seen: Set<DeviceID> = []
        return input.devices.filter { seen.insert($0).inserted }.map { To($0, RunDiagnostics(areas: input.areas)) }
    }

    func output(_ input: Input, _ replies: [Reply<RunDiagnostics.Report>]) -> Diagnosis {
        Diagnosis(
            findings: replies.map { reply in
                switch reply.result {
                case .done(let report):
                    Finding(
                        device: reply.device, result: .examined,
                        sections: report.sections.prefix(Area.allCases.count).map { section in
                            let text = String(section.text.prefix(10_000))
                            return FindingSection(area: section.area, text: Untrusted(text, from: reply.device))
                        })
                case .failed(let why): Finding(device: reply.device, result: .failed, sections: [], failure: why)
                case .silent: Finding(device: reply.device, result: .failed, sections: [])
                }
            })
    }
}
