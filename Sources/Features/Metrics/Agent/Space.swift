// SPDX-License-Identifier: Apache-2.0

import Glibc
import MetricsWire

/// How full a file system is.
struct Space {
    var blockBytes: Int
    var blocks: Int
    var free: Int
    var available: Int
    var inodes: Int
    var inodesFree: Int

    /// Asks the kernel; nil if it does not say.
    @Sendable static func of(_ path: String) -> Space? {
        var answer = statvfs()
        guard statvfs(path, &answer) == 0 else { return nil }
        func whole(_ count: some BinaryInteger) -> Int { Int(clamping: count) }
        return Space(
            blockBytes: whole(answer.f_frsize), blocks: whole(answer.f_blocks), free: whole(answer.f_bfree),
            available: whole(answer.f_bavail), inodes: whole(answer.f_files), inodesFree: whole(answer.f_ffree))
    }
}

extension MetricsSample.Disk {
    mutating func fill(_ space: Space) {
        func bytes(_ blocks: Int) -> Int? { Int(exactly: Double(blocks) * Double(space.blockBytes)) }
        totalBytes = bytes(space.blocks)
        usedBytes = rise(from: space.free, to: space.blocks).flatMap(bytes)
        availableBytes = bytes(space.available)
        // Some file systems make inodes as they go and count none.
        guard space.inodes > 0, let used = rise(from: space.inodesFree, to: space.inodes) else { return }
        inodesUsedPercent = rounded(100 * Double(used) / Double(space.inodes))
    }
}
