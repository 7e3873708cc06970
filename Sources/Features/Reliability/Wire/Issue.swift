// SPDX-License-Identifier: Apache-2.0

public import Shapes
public import Vocabulary

/// Something that keeps going wrong, with its evidence.
public struct Issue: Facts, Equatable {
    @Fact("Which part of the score it takes from.") public var area: Area
    @Fact("What went wrong when it did last; null for the uptime as a whole.") public var cause: Cause?
    @Fact("The unit, process or hardware that it befell, as the device calls it; null for the device as a whole.")
    public var name: Untrusted?
    @Fact("What the device's kernel or service manager said about it last.") public var detail: Untrusted?
    @Fact("How soon somebody should look.") public var severity: Severity
    @Fact("How often in the days that were weighed; what repeats within a minute counts once.") public var count: Int
    @Fact("After how many of these it ran again by itself or was started again.") public var recovered: Int
    @Fact("When it happened first within the days that were weighed.") public var firstAt: Instant?
    @Fact("When it happened last.") public var lastAt: Instant?
    @Fact("What it took from the score.", unit: .points) public var cost: Double

    public init(
        area: Area, cause: Cause?, name: Untrusted?, detail: Untrusted?, severity: Severity, count: Int,
        recovered: Int, firstAt: Instant?, lastAt: Instant?, cost: Double
    ) {
        self.area = area
        self.cause = cause
        self.name = name
        self.detail = detail
        self.severity = severity
        self.count = count
        self.recovered = recovered
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.cost = cost
    }

    public static var example: Issue {
        Issue(
            area: .crashes, cause: .killed, name: Untrusted("nginx.service", from: .example),
            detail: Untrusted("nginx.service: Failed with result 'signal'.", from: .example), severity: .high, count: 1,
            recovered: 1, firstAt: .example, lastAt: .example, cost: 9.8)
    }
}
