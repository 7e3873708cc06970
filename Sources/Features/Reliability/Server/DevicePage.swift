// SPDX-License-Identifier: Apache-2.0

import FeatureKit
import Markup
import ReliabilityWire
import Shapes
import Vocabulary

let deviceCard = Card(on: .device, warning: true, reading: GetDeviceReliability.self) { report, now in
    card("Reliability", icon: .heartPulse, trailing: badge(Words.count(report.days, "day"))) {
        if report.provisional {
            callout(.info, report.score == nil ? "No score yet" : "This score is provisional") { missing(report) }
        }
        if report.observedFrom != nil { observed(report) }
        if report.issues.isEmpty {
            if let score = report.score, score > 85 { p { dim { "Nothing took points away." } } }
        } else {
            issues { for issue in report.issues { drawn(issue, now) } }
        }
        if !report.provisional, !report.limits.isEmpty { missing(report) }
        p { dim { Markup.buildBlock(.text("Judged "), ago(report.judgedAt, now: now)) } }
    }
}

private func observed(_ report: ReliabilityReport) -> Node {
    figures {
        if let score = report.score, let band = report.band {
            figure("Score", Words.count(score), unit: "of 100") {
                status(report.provisional ? .idle : band.tone, "\(band.word), \(report.trend.direction.word)")
            }
        }
        figure("Between failures", Words.duration(seconds: Int((report.mtbfHours ?? report.operatingHours) * 3600))) {
            if report.mtbfHours == nil { "at least: nothing failed in 90 days" } else { "mean of 90 days" }
        }
        if let month = report.windows.first(where: { $0.days == 30 }) {
            figure("Up, 30 days", month.uptime.map { Words.decimal($0, digits: 2) } ?? "—", unit: "%") {
                "of the time it was meant to be on"
            }
            figure("Crashes, 30 days", Words.count(month.crashes)) {
                Words.count(month.hangs, "hang") + ", " + Words.count(month.serviceFailures, "service failure")
            }
        }
    }
}

/// What could not be taken into account, and what would help.
private func missing(_ report: ReliabilityReport) -> Node {
    ul {
        for limit in report.limits {
            li {
                switch limit {
                case .notReported: "The device has told nothing about its reliability yet."
                case .insufficientHistory:
                    "It has been watched for \(Words.decimal(report.observedDays)) days; a score takes three."
                case .noJournal: "It keeps no journal: what crashes, hangs or fails cannot be seen."
                case .volatileJournal:
                    "Its journal does not outlive a restart: what ended a boot cannot be seen. "
                    mono("mkdir /var/log/journal")
                    " on the device changes that."
                case .kernelNotSeen: "It is a container: hardware and kernel errors belong to its host."
                }
            }
        }
    }
}

private func drawn(_ shown: ReliabilityWire.Issue, _ now: Instant) -> Node {
    issue(
        shown.severity.tone, shown.severity.rawValue, shown.title, trailing: .text("−" + Words.decimal(shown.cost))
    ) {
        if let name = shown.name { name }
        if let detail = shown.detail {
            shown.name == nil ? "" : ": "
            detail
        }
        if let last = shown.lastAt {
            shown.name == nil && shown.detail == nil ? "Last " : " Last "
            ago(last, now: now)
            // What goes on without a pause counts once, and yet is no single moment.
            if let first = shown.firstAt, first != last {
                ", first "
                ago(first, now: now)
            }
            if shown.recovered > 0, shown.area != .uptime { ", recovered \(shown.recovered) of \(shown.count) times" }
        }
    }
}

extension ReliabilityWire.Issue {
    /// Without any word of the device's own.
    fileprivate var title: String {
        guard let cause else { return "Not up when it should have been, " + Words.count(count, "time") }
        return cause.title + (count > 1 ? ", " + Words.count(count, "time") : "")
    }
}

extension Cause {
    /// As a heading.
    var title: String { words.prefix(1).uppercased() + words.dropFirst() }
}

extension Severity {
    var tone: Tone {
        switch self {
        case .critical: .critical
        case .high, .medium: .warning
        case .low, .info: .info
        }
    }
}

extension Band {
    var tone: Tone {
        switch self {
        case .good: .ok
        case .fair: .info
        case .poor: .warning
        case .critical: .critical
        }
    }
    var word: String {
        switch self {
        case .good: "Good"
        case .fair: "Fair"
        case .poor: "Poor"
        case .critical: "Critical"
        }
    }
}

extension Trend.Direction {
    var word: String {
        switch self {
        case .improving: "improving"
        case .stable: "stable"
        case .degrading: "degrading"
        }
    }
}
