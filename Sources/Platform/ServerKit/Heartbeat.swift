// SPDX-License-Identifier: Apache-2.0
import Journal
public import Lifecycle

/// Says again and again which links are alive, for a device's connectivity goes by the server's clock; and cuts those of
/// devices that another server, or a person, has put out of care since.
public struct Heartbeat: Service {
    public let name = "heartbeat"
    private let gatehouse: Gatehouse
    private let switchboard: Switchboard

    /// Three of these must be missed before a device counts as offline.
    public static let interval = Duration.seconds(15)

    public init(_ gatehouse: Gatehouse, _ switchboard: Switchboard) {
        (self.gatehouse, self.switchboard) = (gatehouse, switchboard)
    }

    public func run() async throws {
        while !Task.isCancelled {
            do {
                switchboard.hangUp(try await gatehouse.beat(switchboard.connected))
                try await Task.sleep(for: Self.interval)
            } catch is CancellationError {
                return
            } catch {
                journal.warning("heartbeats wait for the database", ["why": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
