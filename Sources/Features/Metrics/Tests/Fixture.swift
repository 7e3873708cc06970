// SPDX-License-Identifier: Apache-2.0

import Files

@testable import MetricsAgent

/// What real kernels said: `host` and, ten seconds on, `later` are a Debian 12 machine with one disk; `machine` is a
/// Debian 12 system in a container on it, with systemd and nginx.
enum Fixture {
    static func root(_ name: String) -> String {
        String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/Fixtures/\(name)/"
    }
    static func bytes(_ name: String, _ path: String) throws -> [UInt8] {
        try contents(of: root(name) + "proc/" + path)
    }
    /// What statvfs said about the host's disk.
    @Sendable static func space(_ point: String) -> Space? {
        guard point == "/" else { return nil }
        return Space(
            blockBytes: 4096, blocks: 64_862_451, free: 24_700_000, available: 20_840_000, inodes: 16_515_072,
            inodesFree: 16_000_000)
    }
}
