// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import JSON
import Shapes

/// How far the journal has been read; kept in a file, so that a restart of the agent reads nothing twice.
struct Place: Codable, Equatable {
    var cursor: String?
    var lookedTo: Instant?
    var toldAt: Instant?
    /// Units that failed and have not been seen to start since.
    var failed: [String] = []

    private static let limit = 128 << 10

    /// An unreadable file is none: the last day is read again, and the server knows what it knows.
    init(in folder: String) {
        guard let bytes = try? contents(of: folder + "/reliability.json", limit: Self.limit),
            let kept = try? JSON.decode(Place.self, from: bytes)
        else { return }
        self = kept
        if let cursor, !JournalEntry.isCursor(cursor) { self.cursor = nil }
    }

    func keep(in folder: String) throws {
        try replace(folder + "/reliability.json", with: JSON.encode(self))
    }
}
