// SPDX-License-Identifier: Apache-2.0

import MetricsWire
import Shapes
import Testing
import Vocabulary

@testable import MetricsServer

/// A course of means, an hour apart, every sample of it the same.
private func hourly(_ means: [Double]) -> [Stretch] {
    means.enumerated().map { hour, mean in
        Stretch(at: Instant(milliseconds: hour * 3_600_000), samples: 60, avg: mean, min: mean - 1, max: mean + 1)
    }
}

@Suite struct CourseTests {
    @Test(
        "a percentile lies between its neighbours",
        arguments: [
            (0.95, [7.0], 7.0), (0.5, [1, 2, 3], 2), (0.5, [1, 2], 1.5), (0.95, [0, 100], 95), (0, [3, 9], 3),
            (1, [3, 9], 9),
        ] as [(Double, [Double], Double)])
    func percentiles(share: Double, values: [Double], is value: Double) {
        #expect(abs(percentile(share, of: values) - value) < 1e-9)
    }

    @Test("a line is what a day changes, however it began") func slope() throws {
        let line = try #require(Line(hourly((0..<48).map { 40 + Double($0) / 24 * 3 })))
        #expect(abs(line.perDay - 3) < 1e-9)
        #expect(abs(line.confidence - 1) < 1e-9)
        #expect(abs(line.end - (40 + 47.0 / 24 * 3)) < 1e-9)
    }

    @Test("what does not move is steady, and surely so") func still() throws {
        let line = try #require(Line(hourly(Array(repeating: 73.2, count: 24))))
        #expect(line.perDay == 0 && line.confidence == 1)
        #expect(Trend(line, noticeable: 0.1) == Trend(.steady, perDay: 0, confidence: 100))
    }

    @Test("nothing is said from too little", arguments: [0, 1, 2, 11]) func little(count: Int) {
        #expect(Line(hourly((0..<count).map(Double.init))) == nil)
        #expect(Trend(Line(hourly((0..<count).map(Double.init))), noticeable: 0.1).direction == .unclear)
    }

    @Test("many values of an hour tell nothing of a day") func brief() {
        let minutes = (0..<60).map { minute in
            Stretch(at: Instant(milliseconds: minute * 60_000), samples: 1, avg: Double(minute), min: 0, max: 60)
        }
        #expect(Line(minutes) == nil)
    }

    @Test(
        "a trend has a direction only if a line explains the movement",
        arguments: [
            ((0..<24).map { Double($0) }, .rising), ((0..<24).map { 50 - Double($0) }, .falling),
            ((0..<24).map { 50 + Double($0) * 0.001 }, .steady),
            ((0..<24).map { $0.isMultiple(of: 2) ? 5.0 + Double($0) / 24 : 95.0 }, .unclear),
        ] as [([Double], Direction)])
    func directions(means: [Double], is direction: Direction) {
        #expect(Trend(Line(hourly(means)), noticeable: 0.1).direction == direction)
    }

    @Test("a disk that grows two points a day from eighty is full in ten") func fills() throws {
        let means = (0..<72).map { 74 + Double($0) / 24 * 2 }
        let forecast = try #require(Forecast(Line(hourly(means)), latest: means.last ?? 0))
        #expect(abs(forecast.days - (100 - (means.last ?? 0)) / 2) < 0.01)
        #expect(forecast.confidence == 100)
    }

    @Test(
        "no disk is said to fill that does not surely grow",
        arguments: [
            Array(repeating: 90.0, count: 48), (0..<48).map { 90 - Double($0) / 24 },
            (0..<48).map { 60 + Double($0) * 0.0001 },
            (0..<48).map { $0.isMultiple(of: 2) ? 40.0 : 60 + Double($0) / 24 },
            [10, 20, 30],
        ] as [[Double]])
    func keeps(means: [Double]) {
        #expect(Forecast(Line(hourly(means)), latest: means.last ?? 0) == nil)
    }

    @Test("a full disk is full in no days") func full() throws {
        let forecast = try #require(Forecast(Line(hourly((0..<48).map { 53 + Double($0) })), latest: 100))
        #expect(forecast.days == 0)
    }

    @Test("merged points keep peaks, weigh by samples, and leave gaps") func merges() {
        let minute = 60_000
        let stretches = [
            Stretch(at: Instant(milliseconds: 0), samples: 1, avg: 10, min: 5, max: 20),
            Stretch(at: Instant(milliseconds: minute), samples: 3, avg: 30, min: 25, max: 90),
            Stretch(at: Instant(milliseconds: 10 * minute), samples: 1, avg: 1, min: 1, max: 1),
        ]
        #expect(
            merged(stretches, at: Pace(start: Instant(milliseconds: 0), seconds: 300)) == [
                Stretch(at: Instant(milliseconds: 0), samples: 4, avg: 25, min: 5, max: 90),
                Stretch(at: Instant(milliseconds: 10 * minute), samples: 1, avg: 1, min: 1, max: 1),
            ])
    }

    @Test("points keep their pace from the first value on, at most as many as asked", arguments: [1, 2, 7, 100])
    func paces(atMost count: Int) {
        let course = (0..<50).map {
            Stretch(at: Instant(milliseconds: 77_000 + $0 * 60_000), samples: 1, avg: 1, min: 1, max: 1)
        }
        let seconds = 60 * ((50 + count - 1) / count)
        let points = merged(course, at: Pace(start: course[0].at, seconds: seconds))
        #expect(points.count <= count && points.first?.at == course[0].at)
        #expect(points.reduce(0) { $0 + $1.samples } == 50)
    }

    @Test("a line of figures tells mean, extremes and the newest; nothing makes no line") func line() throws {
        #expect(MetricsLine(.cpu, of: nil, [], at: nil) == nil)
        let line = try #require(MetricsLine(.cpu, of: nil, hourly([10, 20, 60]), at: nil))
        #expect(line.latest == 60 && line.avg == 30 && line.min == 9 && line.max == 61 && line.p95 == 56)
        #expect(line.unit == "percent" && line.points.isEmpty && line.fills == nil)
    }
}

@Suite struct HistoryTests {
    /// 50 s past a full minute, in the middle of an hour.
    private static let now = Instant(milliseconds: 1_795_285_450_000)
    private static let hour = 3600
    private static let day = 86_400

    @Test(
        "the span and its age choose how finely to look",
        arguments: [
            (1 * hour, 0, .minute), (10 * hour, 0, .minute), (11 * hour, 0, .fiveMinutes), (24 * hour, 0, .fiveMinutes),
            (50 * hour, 0, .fiveMinutes), (51 * hour, 0, .hour), (7 * day, 0, .hour), (25 * day, 0, .hour),
            (26 * day, 0, .day), (729 * day, 0, .day), (1 * hour, 14 * day, .fiveMinutes), (1 * hour, 100 * day, .hour),
        ] as [(Int, Int, Resolution)])
    func resolution(seconds: Int, ago: Int, is resolution: Resolution) {
        let to = Self.now - .seconds(ago)
        let history = History(from: to - .seconds(seconds), to: to, now: Self.now)
        #expect(history.resolution == resolution)
        #expect(history.windows <= 732)
        #expect(history.from.milliseconds.isMultiple(of: resolution.seconds * 1000))
    }

    @Test("what has just ended is put together from samples, the rest read from rollups") func tail() {
        let history = History(from: Self.now - .seconds(24 * Self.hour), to: Self.now, now: Self.now)
        let tail = history.tail(now: Self.now)
        #expect(tail.milliseconds.isMultiple(of: 300_000))
        #expect((900...1200).contains((Self.now.milliseconds - tail.milliseconds) / 1000))
        let past = History(
            from: Self.now - .seconds(48 * Self.hour), to: Self.now - .seconds(24 * Self.hour), now: Self.now)
        #expect(past.tail(now: Self.now) == past.to)
        let brief = History(from: Self.now - .seconds(Self.hour), to: Self.now, now: Self.now)
        #expect(brief.tail(now: Self.now) == brief.from)
    }

    @Test("points are whole windows apart, and never too many", arguments: [1, 2, 60, 96, 288, 600], [0, 1, 7, 287])
    func points(atMost count: Int, windows: Int) {
        let history = History(from: Self.now - .seconds(24 * Self.hour), to: Self.now, now: Self.now)
        let seconds = history.pointSeconds(
            atMost: count, over: history.from...history.from + .seconds(300 * windows))
        #expect(seconds.isMultiple(of: 300))
        #expect(seconds * count >= 300 * (windows + 1))
        #expect(count <= windows || seconds == 300)
        #expect(history.pointSeconds(atMost: count, over: nil) == 300)
    }
}
