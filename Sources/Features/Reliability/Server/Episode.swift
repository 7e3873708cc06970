// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes

/// Incidents that are one and the same trouble: of one kind, of one name, hardly a minute apart.
///
/// A program that crashes is told of by its core dump and by its service; a service that cannot start fails five times
/// in a second; a dying disk writes a line a millisecond.
struct Episode: Equatable {
    let area: Area
    /// The last incident's.
    let cause: Cause
    let name: String
    let detail: String
    let gravity: Incident.Gravity?
    let first: Instant
    let last: Instant
    /// Whether the unit ran again afterwards, or what hung was ended.
    let recovered: Bool

    private static let pause = Duration.seconds(60)
    /// What goes on for longer counts again: a service that crashes all day does not crash once.
    private static let longest = Duration.seconds(600)

    /// Sorted by time.
    static func all(_ incidents: [Incident], starts: [ReliabilitySample.Start]) -> [Episode] {
        var groups: [Key: [Incident]] = [:]
        for incident in incidents {
            if let key = Key(incident) { groups[key, default: []].append(incident) }
        }
        let starts = Dictionary(grouping: starts, by: \.unit).mapValues { $0.map(\.at).sorted() }
        return groups.flatMap { key, incidents in
            episodes(of: incidents.sorted { ($0.at, $0.id) < ($1.at, $1.id) }, key, starts: starts[key.name] ?? [])
        }.sorted { ($0.first, $0.name) < ($1.first, $1.name) }
    }

    private struct Key: Hashable {
        let area: Area
        let name: String

        init?(_ incident: Incident) {
            guard let area = incident.cause.area else { return nil }
            self.area = area
            name = ofTheKernel.contains(incident.cause) ? "kernel" : incident.name
        }
    }

    private static func episodes(of incidents: [Incident], _ key: Key, starts: [Instant]) -> [Episode] {
        var runs: [ArraySlice<Incident>] = []
        for index in incidents.indices {
            let at = incidents[index].at
            if let run = runs.last, let first = run.first, let last = run.last, at <= last.at + pause,
                at <= first.at + longest
            {
                runs[runs.count - 1] = incidents[run.startIndex...index]
            } else {
                runs.append(incidents[index...index])
            }
        }
        return runs.indices.compactMap { index in
            let next = index + 1 < runs.count ? runs[index + 1].first?.at : nil
            return Episode(runs[index], key, next: next, starts: starts)
        }
    }

    private init?(_ incidents: ArraySlice<Incident>, _ key: Key, next: Instant?, starts: [Instant]) {
        guard let first = incidents.first, let last = incidents.last else { return nil }
        (area, cause, detail) = (key.area, last.cause, last.detail)
        (self.first, self.last) = (first.at, last.at)
        name = last.cause == .uncleanShutdown ? "" : last.name
        let gravities = incidents.compactMap(\.gravity)
        gravity = Incident.Gravity.allCases.last(where: gravities.contains)
        // A start counts if the unit kept running for a minute.
        let ranAgain = starts.contains { start in start > last.at && (next.map { $0 > start + Self.pause } ?? true) }
        recovered = ranAgain || endByThemselves.contains(last.cause)
    }
}

/// One trouble, as a panic is why the boot broke off.
private let ofTheKernel: Set<Cause> = [.uncleanShutdown, .kernelPanic, .kernelOops]

/// systemd kills what will not stop, and a task or CPU that hung is heard of no more when it goes on.
private let endByThemselves: Set<Cause> = [.stopTimeout, .hungTask, .lockup]
