// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import GateKit
import Postgres
import Shapes
import Vocabulary

struct GetDeviceDetails: Answer {
    static let name = "get_device_details"
    static let title = "Device"
    static let summary = "What one device is, where it belongs, and whether it speaks to us."
    static let risk = Risk.low
    static let permission: Permission = "devices:read"

    struct Input: Fields {
        @Field("The device to ask about.") var device: DeviceID
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> DeviceDetails {
        guard let details = try await reading.details(of: input.device, in: call.reach, at: call.now) else {
            throw Refusal.notFound("device \(input.device)")
        }
        return details
    }
}
