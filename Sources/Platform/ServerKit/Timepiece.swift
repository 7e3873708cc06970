// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
public import GateKit
public import Shapes

/// The server's clock and its source of ids: handed to whatever needs them, so that nothing else calls "now".
public struct Timepiece: Sendable {
    public let now: @Sendable () -> Instant
    public let ids: IDs

    public init(now: @escaping @Sendable () -> Instant, ids: IDs) { (self.now, self.ids) = (now, ids) }

    public func moment(_ requestID: String) -> Moment { Moment(at: now(), requestID: requestID, ids: ids) }
}
