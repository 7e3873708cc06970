// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import MetricsWire
import Postgres
import Shapes
import Vocabulary

struct AnalyzeMetrics: Answer {
    static let name = "analyze_metrics"
    static let title = "Performance of a device"
    static let summary = """
        How busy a device is and was: CPU, memory, load, pressure, each disk and each interface, with figures and \
        trends over a time, when a disk will be full, and what takes most right now. Use it to find out why a machine \
        is slow, or whether something is growing.
        """
    static let risk = Risk.low
    static let permission: Permission = "devices:read"

    struct Input: Fields {
        @Field("The device to ask about.") var device: DeviceID
        @Field("How many hours back to look, from `to`; not used with `from`.", in: 1...17_500) var hours = 24
        @Field("Where to begin instead.") var from: Instant?
        @Field("Where to end; now, if left out.") var to: Instant?
        @Field("What to look at.", count: 1...23) var series: [Series] = [
            .cpu, .memory, .swap, .load, .pressureCPU, .pressureMemory, .pressureIO, .disk, .networkReceived,
            .networkSent,
        ]
        @Field("Only this disk, by its mount point, or this interface, by its name.", max: 200) var instance: String?
        @Field("How many points of each line to return; 0 for the figures alone.", in: 0...600) var points = 96
    }

    /// Disks and interfaces that are shown of each, unless one is named.
    private static let instancesAtMost = 8
    private static let oldest = Duration.seconds(730 * 86_400)

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> MetricsReport {
        let history = try history(input, now: call.now)
        let now = try await reading.now(of: input.device, in: call.reach)
        let (disks, interfaces) = (now?.disks.map(\.mount.text) ?? [], now?.interfaces.map(\.name.text) ?? [])
        var wanted = Wanted(series: Set(input.series))
        wanted.disks = wants(Family.disk, input) ? names(input.instance, of: disks) : []
        wanted.interfaces = wants(Family.interface, input) ? names(input.instance, of: interfaces) : []
        let courses = try await reading.courses(
            of: input.device, wanted, over: history, in: call.reach, now: call.now)
        let seconds = history.pointSeconds(atMost: max(input.points, 1), over: courses.spoken)
        return MetricsReport(
            device: input.device, from: history.from, to: history.to, resolution: history.resolution,
            pointSeconds: seconds,
            coverage: tidy(min(100, Double(courses.windows) / Double(history.windows) * 100)), now: now,
            lines: lines(
                of: courses, wanted, input.device,
                at: input.points > 0 ? courses.spoken.map { Pace(start: $0.lowerBound, seconds: seconds) } : nil),
            more: input.instance == nil && max(disks.count, interfaces.count) > Self.instancesAtMost)
    }

    private func history(_ input: Input, now: Instant) throws -> History {
        let to = min(input.to ?? now, now)
        let from = input.from ?? to - .seconds(input.hours * 3600)
        guard from >= now - Self.oldest else {
            throw Refusal.invalid(path: input.from == nil ? "$.to" : "$.from", why: "is more than two years ago")
        }
        guard to - from >= .seconds(60) else {
            throw Refusal.invalid(path: "$.from", why: "must be a minute or more before the end, which is \(to)")
        }
        return History(from: from, to: to, now: now)
    }

    private func wants(_ family: Family, _ input: Input) -> Bool {
        family.columns.contains { input.series.contains($0.series) }
    }

    /// The one that is named, even if it is gone by now; else those of the newest look, the fullest or busiest.
    private func names(_ instance: String?, of present: [String]) -> [String] {
        instance.map { [$0] } ?? Array(present.prefix(Self.instancesAtMost))
    }

    /// In the order of the series, and of disks and interfaces as they stand in the newest look.
    private func lines(of courses: Courses, _ wanted: Wanted, _ device: DeviceID, at pace: Pace?) -> [MetricsLine] {
        Family.allCases.flatMap { family in
            wanted.columns(of: family).flatMap { column in
                let instances = family == .machine ? [nil] : wanted.names(of: family).map(Optional.some)
                return instances.compactMap { instance in
                    MetricsLine(
                        column.series, of: instance.map { Untrusted($0, from: device) },
                        courses.courses[Courses.Key(series: column.series, instance: instance)] ?? [], at: pace)
                }
            }
        }
    }
}
