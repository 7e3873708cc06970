// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import GateKit
import Postgres
import Shapes
import Vocabulary

struct UpdateDevice: Change {
    static let name = "update_device"
    static let title = "Rename or label"
    static let summary = "Changes what people here call a device, or its labels. Nothing changes on the device."
    static let effect = Effect.mutate
    static let risk = Risk.medium
    static let permission: Permission = "devices:write"

    struct Input: Fields {
        @Field("The device to change.") var device: DeviceID
        @Field("Its revision, as `get_device_details` said it.", in: 1...1_000_000_000) var revision: Int
        @Field("Its new name; left out, the name stays.", max: 80) var name: String?
        @Field("All of its labels; left out, they stay.", max: 40, count: 0...20) var tags: [String]?
    }

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> DeviceDetails {
        let isDone = try await session.update(input, in: call.organization)
        guard let details = try await session.details(of: input.device, in: call.organization, at: call.now) else {
            throw Refusal.notFound("device \(input.device)")
        }
        guard isDone else {
            throw Refusal.conflict(
                why: "The device has been changed since revision \(input.revision)", revision: details.revision)
        }
        return details
    }
}
