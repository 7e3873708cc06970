// SPDX-License-Identifier: Apache-2.0
import DevicesWire
import GateKit
import Postgres
import Shapes
import Vocabulary

struct ReleaseDevice: Change {
    static let name = "release_device"
    static let title = "Release from quarantine"
    static let summary = """
        Lets a quarantined device go on: the first machine that connects afterwards is the device, any other copy of \
        it is quarantined again. Only from the terminal of the server's own machine: `breeze device release`.
        """
    static let effect = Effect.mutate
    static let risk = Risk.high
    static let permission: Permission = "devices:release"
    static let isForOperator = true

    struct Input: Fields {
        @Field("The device to release.") var device: DeviceID
    }

    func change(_ input: Input, _ session: borrowing Session, _ call: Call) async throws -> DeviceDetails {
        guard try await session.release(input.device, in: call.organization) else {
            throw Refusal.conflict(why: "The device is not in quarantine")
        }
        try await session.emit(DeviceReleased(device: input.device), Origin(call))
        guard let details = try await session.details(of: input.device, in: call.organization, at: call.now) else {
            throw Refusal.notFound("device \(input.device)")
        }
        return details
    }
}
