// SPDX-License-Identifier: Apache-2.0

extension MetricsSample {
    /// A mounted file system that keeps files, and the device below it.
    public struct Disk: Codable, Sendable, Equatable {
        public var mountPoint: String
        public var device: String
        public var fileSystem: String
        public var totalBytes: Int?
        /// Taken by files; the rest of what is not available is kept for root.
        public var usedBytes: Int?
        public var availableBytes: Int?
        public var inodesUsedPercent: Double?
        public var readBytesPerSecond: Int?
        public var writtenBytesPerSecond: Int?
        /// How much of the time the device had something to do.
        public var busyPercent: Double?

        public init(mountPoint: String, device: String, fileSystem: String) {
            (self.mountPoint, self.device, self.fileSystem) = (mountPoint, device, fileSystem)
        }
    }
}
