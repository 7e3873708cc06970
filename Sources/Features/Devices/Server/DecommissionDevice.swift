// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import GateKit
import Postgres
import Shapes
import Vocabulary

struct DecommissionDevice: Change {
    static let name = "decommission_device"
    static let title = "Take out of care"
    static let summary = """
        Ends the care of one device: its certificate is revoked, its link is cut, and nothing more is taken from it or \
        judged about it. What it has told stays. A machine that is enrolled again afterwards is a new device.
        """
    static let effect = Effect.mutate
    static let risk = Risk.medium
    static let permission: Permission = "devices:decommission"

    struct Input: Fields {
        @Field("The device that leaves.") var device: DeviceID
        @Field("Why it leaves, for whoever looks for it later.", max: 200) var reason: String?
    }

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> DeviceDetails {
        guard try await session.decommission(input.device, because: input.reason, call) else {
            throw Refusal.conflict(why: "The device is out of care already")
        }
        try await session.emit(DeviceDecommissioned(device: input.device), Origin(call))
        guard let details = try await session.details(of: input.device, in: call.organization, at: call.now) else {
            throw Refusal.notFound("device \(input.device)")
        }
        return details
    }
}
