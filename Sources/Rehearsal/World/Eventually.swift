// SPDX-License-Identifier: Apache-2.0
import Foundation

extension World {
    /// Looks until there is something to see, at most for `seconds`: an end to a hang, not a measure of speed.
    @discardableResult public func eventually<Seen: Sendable>(
        within seconds: Int = 30, _ look: () async throws -> Seen?
    ) async throws -> Seen {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if let seen = try await look() { return seen }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Workstation.Unexpected(description: "nothing was to be seen within \(seconds) s")
    }
}
