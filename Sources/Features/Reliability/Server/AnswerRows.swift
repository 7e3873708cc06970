// SPDX-License-Identifier: Apache-2.0

import GateKit
import JSON
import Postgres
import ReliabilityWire
import Shapes
import Vocabulary

extension Reading {
    /// As the job wrote it; nil until it has, or if that was a version of this program with other words.
    func report(of device: DeviceID, in reach: Reach) async throws -> RawJSON? {
        let row = try await one(
            """
            select report from reliability_report
             where \(sql: reach.condition()) and device_id = \(device) and form = \(reportForm)
            """)
        guard let report: String = try row?("report") else { return nil }
        return RawJSON(written: Array(report.utf8))
    }

    /// Nil if the device has not told anything yet.
    func history(of device: DeviceID, in reach: Reach, at now: Instant) async throws -> History? {
        let questions = Archive.questions([device], in: reach.condition(), at: now)
        return try Archive(try await all(questions, limit: Archive.limit), at: now)[device]
    }
}

/// What a report is made of in this program; kept beside each one.
let reportForm = ReliabilityReport.form
