// SPDX-License-Identifier: Apache-2.0

public import Shapes
import Vocabulary

/// How far one device can be relied on, and why.
public struct ReliabilityReport: Facts, Equatable {
    @Fact("100 is a device that never fails; null as long as nothing has been observed.", unit: .points)
    public var score: Int?
    @Fact("What the score is called: critical to 50, poor to 70, fair to 85, good above.") public var band: Band?
    @Fact("Whether too little is known for the score to be compared or to raise an event; limits says what is lacking.")
    public var provisional: Bool
    @Fact("How many days of history were weighed.", unit: .days) public var days: Int
    @Fact("What the score could not take into account.") public var limits: [Limit]
    @Fact("The parts of the score, each with what it took away.") public var components: [Component]
    @Fact("What took most points away, the dearest first; five at most.") public var issues: [Issue]
    @Fact("How the score moves from day to day.") public var trend: Trend
    @Fact("What happened in the last 7, 30 and 90 days.") public var windows: [Span]
    @Fact("Hours of operation per failure over 90 days; null if nothing failed.") public var mtbfHours: Double?
    @Fact("Hours of operation over 90 days: if nothing failed, the time between failures is at least this.")
    public var operatingHours: Double
    @Fact("For how much of the time that was weighed the device was expected on and watched.", unit: .days)
    public var observedDays: Double
    @Fact("Since when the device has been watched; null if it never was.") public var observedFrom: Instant?
    @Fact("When this was judged.") public var judgedAt: Instant

    public init(
        score: Int?, band: Band?, provisional: Bool, days: Int, limits: [Limit], components: [Component],
        issues: [Issue], trend: Trend, windows: [Span], mtbfHours: Double?, operatingHours: Double,
        observedDays: Double,
        observedFrom: Instant?, judgedAt: Instant
    ) {
        self.score = score
        self.band = band
        self.provisional = provisional
        self.days = days
        self.limits = limits
        self.components = components
        self.issues = issues
        self.trend = trend
        self.windows = windows
        self.mtbfHours = mtbfHours
        self.operatingHours = operatingHours
        self.observedDays = observedDays
        self.observedFrom = observedFrom
        self.judgedAt = judgedAt
    }

    public static var example: ReliabilityReport {
        ReliabilityReport(
            score: 78, band: .fair, provisional: false, days: 30, limits: [.kernelNotSeen],
            components: [.example], issues: [.example], trend: .example, windows: [.example], mtbfHours: 359.5,
            operatingHours: 719,
            observedDays: 29.9, observedFrom: .example, judgedAt: .example)
    }
}
