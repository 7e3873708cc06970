// SPDX-License-Identifier: Apache-2.0

import Shapes

/// What journalctl is asked.
///
/// Matches go through the journal's own index, so that the cost lies in what is found and not in what was logged.
enum Queries {
    private typealias ID = JournalEntry.Message

    /// All that may tell of an incident, from a place or a time on.
    static func incidents(after cursor: String?, orSince since: Instant, kernel: Bool) -> [String] {
        let place = cursor.map { "--after-cursor=\($0)" } ?? "--since=@\(max(0, since.milliseconds / 1000))"
        // Neither the environment nor the memory map of a crashed process is asked for: they hold secrets.
        let fields = [
            "MESSAGE_ID", "MESSAGE", "UNIT", "UNIT_RESULT", "EXIT_CODE", "EXIT_STATUS", "JOB_RESULT", "_TRANSPORT",
            "_PID", "_SYSTEMD_UNIT", "COREDUMP_COMM", "COREDUMP_UNIT", "COREDUMP_SIGNAL",
        ]
        let told = [ID.unitFailed, .unitStarted, .processExited].map(match)
        let warned = ["+", "_PID=1", "PRIORITY=4"]
        let kernel = kernel ? ["+", "_TRANSPORT=kernel"] + (0...4).map { "PRIORITY=\($0)" } : []
        return common + ["--output-fields=" + fields.joined(separator: ","), place, "_PID=1"] + told + warned
            + ["+", match(.coreDumped)] + kernel
    }

    /// All that tells how a boot ended.
    static func ending(of boot: String) -> [String] {
        common + ["--output-fields=MESSAGE_ID,UNIT,SYSLOG_IDENTIFIER,_TRANSPORT,_PID", "--boot=\(boot)"]
            + [ID.journalStopped, .journalStarted, .shutdown].map(match)
            + ["+", "_PID=1", "UNIT=shutdown.target", "UNIT=final.target", match(.unitStarted)]
            + ["+", "SYSLOG_IDENTIFIER=systemd-shutdown"]
    }

    static let boots = ["--list-boots", "--utc", "--no-pager", "--quiet"]

    private static let common = ["--output=json", "--no-pager", "--quiet"]
    private static func match(_ id: ID) -> String { "MESSAGE_ID=\(id.rawValue)" }
}
