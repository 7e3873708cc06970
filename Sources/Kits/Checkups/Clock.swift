// SPDX-License-Identifier: Apache-2.0
import CClock
public import Shapes

extension Finding {
    /// Whether the machine's clock is kept by somebody, and can be right at all.
    ///
    /// - `released`: Something that is older than now, such as when this program was made.
    public static func clock(_ now: Instant, after released: Instant) -> Finding {
        let remedy = "set it, and let something keep it: apt-get install systemd-timesyncd"
        guard now > released else { return .failed("clock", "says \(now), which is past", do: remedy) }
        return cc_clock_is_kept() == 1
            ? .ok("clock", "says \(now), and is kept by a time service")
            : .warning("clock", "says \(now), and no time service keeps it", do: remedy)
    }

    /// How far two clocks are apart.
    public static func clocks(_ ours: Instant, _ theirs: Instant) -> Finding {
        let apart = ours > theirs ? ours - theirs : theirs - ours
        let seconds = Int(apart / .seconds(1))
        let found =
            seconds < 2 ? "agrees with the server's" : "\(seconds) s \(ours > theirs ? "ahead of" : "behind") it"
        let remedy = "set the clock: the server clamps what is observed at a wrong time"
        if seconds > 86_400 { return .failed("clock", found, do: remedy) }
        return seconds > 60 ? .warning("clock", found, do: remedy) : .ok("clock", found)
    }
}
