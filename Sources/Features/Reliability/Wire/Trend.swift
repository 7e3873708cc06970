// SPDX-License-Identifier: Apache-2.0

public import Shapes

/// How a score moves: a straight line through the scores of its days.
public struct Trend: Facts, Equatable {
    public enum Direction: String, Choice { case improving, stable, degrading }

    @Fact("Which way it goes; stable if the line moves by two points or less, or there are fewer than three days.")
    public var direction: Direction
    @Fact("How far the line moves from its first day to its last.", unit: .points) public var change: Double
    @Fact("How well the line explains the scores, and how many days it has: 0 is not at all, 1 is fully.")
    public var confidence: Double
    @Fact("How many daily scores it goes through.") public var days: Int

    public init(direction: Direction, change: Double, confidence: Double, days: Int) {
        self.direction = direction
        self.change = change
        self.confidence = confidence
        self.days = days
    }

    public static var example: Trend { Trend(direction: .degrading, change: -9.5, confidence: 0.72, days: 30) }
}
