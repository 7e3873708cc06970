// SPDX-License-Identifier: Apache-2.0

public import Shapes
public import Vocabulary

/// How busy one device was over a time, and how it is now.
public struct MetricsReport: Facts, Equatable {
    @Fact("The device.") public var device: DeviceID
    @Fact("Where the range begins.") public var from: Instant
    @Fact("Where it ends; the newest values lie below `now`.") public var to: Instant
    @Fact("How much time each value stands for that the figures are computed from.") public var resolution: Resolution
    @Fact("How far the points of a line are apart.", unit: .seconds) public var pointSeconds: Int
    @Fact("For how much of the range there are values.", unit: .percent) public var coverage: Double
    @Fact("The newest values that came, whatever the range; null when none ever has.") public var now: MetricsNow?
    @Fact("A line for each series and, of disks and interfaces, for each of them.") public var lines: [MetricsLine]
    @Fact("Whether there are more disks or interfaces than are shown; name one as `instance` to see it.")
    public var more: Bool

    public init(
        device: DeviceID, from: Instant, to: Instant, resolution: Resolution, pointSeconds: Int, coverage: Double,
        now: MetricsNow?, lines: [MetricsLine], more: Bool
    ) {
        self.device = device
        self.from = from
        self.to = to
        self.resolution = resolution
        self.pointSeconds = pointSeconds
        self.coverage = coverage
        self.now = now
        self.lines = lines
        self.more = more
    }

    public static var example: MetricsReport {
        MetricsReport(
            device: .example, from: .example - .seconds(86_400), to: .example, resolution: .fiveMinutes,
            pointSeconds: 900, coverage: 99.3, now: .example, lines: [.example], more: false)
    }
}

/// One series of one thing over the range.
public struct MetricsLine: Facts, Equatable {
    @Fact("What is measured.") public var series: Series
    @Fact("Of which disk, by mount point, or which interface; null for the machine as a whole.")
    public var instance: Untrusted?
    @Fact("What the numbers count.") public var unit: String
    @Fact("The newest value of the range.") public var latest: Double
    @Fact("The lowest value of the range.") public var min: Double
    @Fact("The mean over the range.") public var avg: Double
    @Fact("The value that 95 of 100 of the resolution's means stay below.") public var p95: Double
    @Fact("The highest value of the range.") public var max: Double
    @Fact("Where it is going.") public var trend: Trend
    @Fact("When the disk will be full if it goes on like this; null unless it is surely growing.")
    public var fills: Forecast?
    @Fact("Its course, the oldest first; a time without values has no point.") public var points: [MetricsPoint]

    public init(
        series: Series, instance: Untrusted?, unit: String, latest: Double, min: Double, avg: Double, p95: Double,
        max: Double, trend: Trend, fills: Forecast?, points: [MetricsPoint]
    ) {
        self.series = series
        self.instance = instance
        self.unit = unit
        self.latest = latest
        self.min = min
        self.avg = avg
        self.p95 = p95
        self.max = max
        self.trend = trend
        self.fills = fills
        self.points = points
    }

    public static var example: MetricsLine {
        MetricsLine(
            series: .disk, instance: Untrusted("/srv", from: .example), unit: "percent", latest: 81.5, min: 79.5,
            avg: 80.5, p95: 81.4, max: 81.5, trend: .example, fills: .example, points: [.example])
    }
}

/// A straight line through the values.
public struct Trend: Facts, Equatable {
    @Fact("Where it is going.") public var direction: Direction
    @Fact("How much it changes in a day, in the line's unit; null when there is too little to tell.")
    public var perDay: Double?
    @Fact("How much of the movement a straight line explains; null when there is too little to tell.", unit: .percent)
    public var confidence: Double?

    public init(_ direction: Direction, perDay: Double?, confidence: Double?) {
        self.direction = direction
        self.perDay = perDay
        self.confidence = confidence
    }

    public static var example: Trend { Trend(.rising, perDay: 2.0, confidence: 98.4) }
}

/// When a disk will be full, at the pace of the range.
public struct Forecast: Facts, Equatable {
    @Fact("In how many days nothing is left.", unit: .days) public var days: Double
    @Fact("How much of the movement a straight line explains.", unit: .percent) public var confidence: Double

    public init(days: Double, confidence: Double) {
        self.days = days
        self.confidence = confidence
    }

    public static var example: Forecast { Forecast(days: 9.3, confidence: 98.4) }
}

/// One stretch of a line.
public struct MetricsPoint: Facts, Equatable {
    @Fact("When the stretch begins.") public var at: Instant
    @Fact("Its mean.") public var avg: Double
    @Fact("Its highest value.") public var max: Double

    public init(at: Instant, avg: Double, max: Double) {
        self.at = at
        self.avg = avg
        self.max = max
    }

    public static var example: MetricsPoint { MetricsPoint(at: .example, avg: 81.2, max: 81.5) }
}
