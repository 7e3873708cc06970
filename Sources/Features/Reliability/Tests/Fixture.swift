// SPDX-License-Identifier: Apache-2.0

import Files
import ReliabilityWire
import Shapes
import Vocabulary

@testable import ReliabilityAgent

/// What a real journal said: Debian 12 under systemd-nspawn, with failing units, restarted, then cut off from its power.
///
/// The kernel's lines are the kernel's words in hand-made entries, as a container owns none.
enum Fixture {
    static let folder =
        String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/Fixtures/"
    static func bytes(_ name: String) throws -> [UInt8] { try contents(of: folder + name) }
    static func entries(_ name: String) throws -> [JournalEntry] {
        try bytes(name).split(separator: UInt8(ascii: "\n")).compactMap(JournalEntry.init)
    }
    static let boots = [
        "6542338e38e84c219552ddedada4dd88", "bc3773495aa648e9991e2d6554c23a24", "7196174815404a29a828722b621b7e5b",
    ]
}
