// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire
import Shapes

/// When a device was watched, when it was up, and when it was off because somebody wanted it to be.
struct Presence: Equatable {
    let observed: Intervals
    let up: Intervals
    /// Between an orderly shutdown and the next start: nobody expected it to be on.
    let cleanOff: Intervals

    init(observed: Intervals, up: Intervals, cleanOff: Intervals = Intervals()) {
        (self.observed, self.up, self.cleanOff) = (observed, up, cleanOff)
    }

    /// From what its samples tell: which stretches of its journal were looked at, and which boots there were.
    ///
    /// Where it is not known how a boot ended, nobody can say whether the device was meant to be off after it: that
    /// time does not count as observed.
    init(looks: [Range<Instant>], boots: [Boot]) {
        let boots = boots.sorted { $0.first < $1.first }
        var off: [Range<Instant>] = []
        var unknown: [Range<Instant>] = []
        for (boot, next) in zip(boots, boots.dropFirst()) {
            let gap = Intervals.span(boot.last, next.first)
            switch boot.ending {
            case .clean: off.append(gap)
            case .unclean: break
            case .running, .unknown: unknown.append(gap)
            }
        }
        // Before the first boot that is known of nothing can be known.
        let known = Intervals(boots.first.map { [Intervals.span($0.first, .farFuture)] } ?? [])
        observed = Intervals(looks).intersection(known).subtracting(Intervals(unknown))
        up = Intervals(boots.map { Intervals.span($0.first, $0.last) })
        cleanOff = Intervals(off)
    }

    /// When it was watched and should have been on.
    var expected: Intervals { observed.subtracting(cleanOff) }
    var operating: Intervals { expected.intersection(up) }
    var down: Intervals { expected.subtracting(up) }

    func last(_ days: Int, before now: Instant) -> Presence {
        let window = Intervals([Intervals.span(now + .seconds(-86_400 * days), now)])
        return Presence(
            observed: observed.intersection(window), up: up.intersection(window),
            cleanOff: cleanOff.intersection(window))
    }

    /// How much of the time that it should have been on it was; nil if it was not watched.
    var uptimePercent: Double? {
        let expected = expected.days
        return expected > 0 ? 100 * operating.days / expected : nil
    }
}

extension Instant {
    fileprivate static let farFuture = Instant(milliseconds: .max)
}
