// SPDX-License-Identifier: Apache-2.0

import Shapes

/// Stretches of time: in order, none empty, none touching another.
struct Intervals: Equatable {
    let spans: [Range<Instant>]

    init(_ spans: [Range<Instant>] = []) {
        var merged: [Range<Instant>] = []
        for span in spans.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        self.spans = merged
    }

    /// Nothing, where the end lies before the beginning: an endpoint's clock may be set back.
    static func span(_ from: Instant, _ to: Instant) -> Range<Instant> { from..<max(from, to) }

    var days: Double {
        Double(spans.reduce(0) { $0 + $1.upperBound.milliseconds - $1.lowerBound.milliseconds }) / 86_400_000
    }

    func intersection(_ other: Intervals) -> Intervals {
        var common: [Range<Instant>] = []
        var (a, b) = (spans[...], other.spans[...])
        while let first = a.first, let second = b.first {
            let low = max(first.lowerBound, second.lowerBound)
            let high = min(first.upperBound, second.upperBound)
            if low < high { common.append(low..<high) }
            if first.upperBound < second.upperBound { a = a.dropFirst() } else { b = b.dropFirst() }
        }
        return Intervals(common)
    }

    func subtracting(_ other: Intervals) -> Intervals {
        guard let first = spans.first, let last = spans.last else { return self }
        var rest: [Range<Instant>] = []
        var from = first.lowerBound
        for hole in other.spans {
            rest.append(Self.span(from, hole.lowerBound))
            from = max(from, hole.upperBound)
        }
        rest.append(Self.span(from, last.upperBound))
        return intersection(Intervals(rest))
    }
}
