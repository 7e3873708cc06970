// SPDX-License-Identifier: Apache-2.0

import Programs

/// journalctl did not say what it was asked.
struct JournalUnread: Error, Equatable, CustomStringConvertible {
    let ending: Ending
    var description: String { "journalctl \(ending)" }
}

/// Runs journalctl, with an end to both its time and its words.
enum Journalctl {
    private static let limit = 512 << 10

    /// What it prints, cut after half a megabyte.
    @Sendable static func run(_ program: String, _ arguments: [String]) throws -> [UInt8] {
        let environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]
        let finished = try Program(program, arguments, environment: environment).run(
            limit: limit, deadline: .seconds(20))
        switch finished.ending {
        case .exited(0), .overlong: return finished.output
        // What was said in all that time is worth having: the rest comes with the next look.
        case .overdue where !finished.output.isEmpty: return finished.output
        case .exited, .killed, .overdue, .unknown: throw JournalUnread(ending: finished.ending)
        }
    }
}
