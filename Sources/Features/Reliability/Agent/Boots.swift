// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes

/// The boots that a journal remembers.
enum Boots {
    static let kept = 16

    /// From `journalctl --list-boots --utc`, oldest first; how the earlier ones ended must still be asked.
    ///
    /// As a table and not as JSON, which systemd writes from version 251 on only.
    static func list(_ table: [UInt8], running: String) -> [Boot] {
        var boots: [Boot] = []
        for line in table.split(separator: UInt8(ascii: "\n")) {
            let words = String(decoding: line.prefix(200), as: UTF8.self).split { " \u{2014}".contains($0) }
            guard words.count >= 10, isID(words[1]), let first = time(words[3], words[4]),
                let last = time(words[7], words[8])
            else { continue }
            let id = String(words[1])
            boots.append(Boot(id: id, first: first, last: last, ending: id == running ? .running : .unknown))
        }
        return boots
    }

    /// Whether the last thing that a boot said about itself is that it ends.
    ///
    /// journald says so too when only it is restarted, and then says that it is back; and who is told to shut down and
    /// goes on for long was not shut down in the end.
    static func ending(_ entries: [JournalEntry], last: Instant) -> Boot.Ending {
        var goodbye: Instant?
        for entry in entries {
            switch entry.message {
            case .journalStarted: goodbye = nil
            case .journalStopped, .shutdown, .unitStarted: goodbye = entry.at
            case .unitFailed, .processExited, .coreDumped, nil:
                if entry["SYSLOG_IDENTIFIER"] == "systemd-shutdown" { goodbye = entry.at }
            }
        }
        guard let goodbye, last <= goodbye + .seconds(600) else { return .unclean }
        return .clean
    }

    private static func isID(_ word: Substring) -> Bool {
        word.utf8.count == 32
            && word.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    private static func time(_ day: Substring, _ clock: Substring) -> Instant? { Instant("\(day)T\(clock)Z") }
}
