// SPDX-License-Identifier: Apache-2.0

extension MetricsSample {
    /// A process that takes much.
    public struct Process: Codable, Sendable, Equatable {
        public var pid: Int
        /// As the kernel keeps it: the first 15 bytes of the program's name, or what the process calls itself.
        public var name: String
        /// Since the look before, in percent of one logical CPU; may pass 100.
        public var cpuPercent: Double?
        public var residentBytes: Int

        public init(pid: Int, name: String, cpuPercent: Double?, residentBytes: Int) {
            (self.pid, self.name) = (pid, name)
            (self.cpuPercent, self.residentBytes) = (cpuPercent, residentBytes)
        }
    }
}
