// SPDX-License-Identifier: Apache-2.0

import GateKit
import JSON
import Postgres
import ReliabilityWire
import Shapes
import Vocabulary

struct GetDeviceReliability: Answer {
    static let name = "get_device_reliability"
    static let title = "Reliability of a device"
    static let summary = """
        How far one device can be relied on: its score, what took points from it and the evidence, its trend, and the \
        time between failures. Use it to find out what crashes, hangs or fails on a device.
        """
    static let risk = Risk.low
    static let permission: Permission = "devices:read"

    struct Input: Fields {
        @Field("The device to ask about.") var device: DeviceID
        @Field("How many days of history to weigh.", in: 1...90) var days = 30
    }

    /// The usual question is answered as it was judged last.
    func kept(_ input: Input, _ reading: Reading, _ call: Call) async throws -> RawJSON? {
        guard input.days == Weights.window else { return nil }
        return try await reading.report(of: input.device, in: call.reach)
    }

    /// Any other is judged now.
    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> ReliabilityReport {
        let history = try await reading.history(of: input.device, in: call.reach, at: call.now)
        return Judgement(history ?? .untold(input.device, at: call.now), over: input.days).report
    }
}
