// SPDX-License-Identifier: Apache-2.0

import Files
import MetricsWire

/// One file system that keeps files, and where it is mounted.
struct Mount: Equatable {
    /// `254:0`, as the kernel numbers the device.
    let number: String
    let device: String
    let fileSystem: String
    let point: String

    /// Those that lie on a disk.
    ///
    /// Network file systems are left out, since asking a dead one never returns.
    static let kept: Set<String> = [
        "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "jfs", "msdos", "nilfs2", "ntfs",
        "ntfs3", "reiserfs", "vfat", "xfs", "zfs",
    ]
    private static let whole: Set<String> = ["btrfs", "zfs"]

    /// From `/proc/self/mountinfo`: each file system once, at the shortest of its places.
    static func all(mountinfo: [UInt8], limit: Int) -> [Mount] {
        var byDevice: [String: Mount] = [:]
        for line in mountinfo.lines {
            guard let mount = Mount(line: line) else { continue }
            let key = mount.device.hasPrefix("/") ? mount.device : mount.number + mount.device
            if let other = byDevice[key], other.point.utf8.count <= mount.point.utf8.count { continue }
            byDevice[key] = mount
        }
        return Array(byDevice.values.sorted { $0.point < $1.point }.prefix(limit))
    }

    private init?(line: ArraySlice<UInt8>) {
        // 36 35 254:0 /root /point options [tag…] - type device options
        let words = line.words
        guard words.count > 9, let dash = words[6...].firstIndex(where: { $0.elementsEqual("-".utf8) }),
            dash + 2 < words.count
        else { return nil }
        number = String(repairing: words[2], limit: 40)
        fileSystem = String(repairing: words[dash + 1], limit: 40)
        device = Self.plain(words[dash + 2])
        point = Self.plain(words[4])
        // A part of a file system, mounted elsewhere, is no disk of its own; subvolumes are how some always do it.
        let isWhole = words[3].elementsEqual("/".utf8) || Self.whole.contains(fileSystem)
        guard point == "/" && fileSystem != "rootfs" || isWhole && Self.kept.contains(fileSystem) else { return nil }
    }

    /// Undoes `\040` and the like.
    private static func plain(_ word: ArraySlice<UInt8>) -> String {
        var rest = word
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            guard byte == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ $0 & 0xF8 == 0x30 }) else {
                bytes.append(byte)
                continue
            }
            bytes.append(digits.reduce(0) { $0 << 3 | $1 & 7 })
            rest = rest.dropFirst(3)
        }
        return String(repairing: bytes, limit: 200)
    }
}
