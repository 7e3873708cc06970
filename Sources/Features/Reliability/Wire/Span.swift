// SPDX-License-Identifier: Apache-2.0

public import Shapes

/// What happened in the last so many days.
public struct Span: Facts, Equatable {
    @Fact("How many days it looks back.") public var days: Int
    @Fact("How often the system, a service or a process crashed.") public var crashes: Int
    @Fact("How often something stood still.") public var hangs: Int
    @Fact("How often a service failed.") public var serviceFailures: Int
    @Fact("How often hardware reported an error.") public var hardwareErrors: Int
    @Fact("How much of the time it was expected on it was up; null if it was not observed.", unit: .percent)
    public var uptime: Double?

    public init(days: Int, crashes: Int, hangs: Int, serviceFailures: Int, hardwareErrors: Int, uptime: Double?) {
        self.days = days
        self.crashes = crashes
        self.hangs = hangs
        self.serviceFailures = serviceFailures
        self.hardwareErrors = hardwareErrors
        self.uptime = uptime
    }

    public static var example: Span {
        Span(days: 30, crashes: 1, hangs: 0, serviceFailures: 1, hardwareErrors: 0, uptime: 99.97)
    }
}
