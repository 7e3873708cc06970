// SPDX-License-Identifier: Apache-2.0

extension MetricsSample {
    /// A network interface, and what passed it since the look before.
    public struct Interface: Codable, Sendable, Equatable {
        public var name: String
        public var receivedBytesPerSecond: Int?
        public var sentBytesPerSecond: Int?
        /// Counts, since the look before.
        public var receivedPackets: Int?
        public var sentPackets: Int?
        public var receiveErrors: Int?
        public var sendErrors: Int?
        public var receivedDropped: Int?
        public var sentDropped: Int?

        public init(name: String) { self.name = name }
    }
}
