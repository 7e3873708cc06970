// SPDX-License-Identifier: Apache-2.0

public import Shapes

/// One part of a score.
public struct Component: Facts, Equatable {
    @Fact("Which part it is.") public var area: Area
    @Fact("The most that it can take from the score.", unit: .points) public var weight: Int
    @Fact("The part by itself: 100 is without fault; null if it could not be observed.", unit: .points)
    public var score: Double?
    @Fact("What it took from the score.", unit: .points) public var cost: Double
    @Fact("How many incidents it counts; what repeats within a minute counts once.") public var count: Int

    public init(area: Area, weight: Int, score: Double?, cost: Double, count: Int) {
        self.area = area
        self.weight = weight
        self.score = score
        self.cost = cost
        self.count = count
    }

    public static var example: Component { Component(area: .crashes, weight: 25, score: 60.7, cost: 9.8, count: 1) }
}
