// SPDX-License-Identifier: Apache-2.0
public import Shapes

/// How long ago something was, with the exact time behind it; a script keeps it current and adds the reader's zone.
public func ago(_ instant: Instant, now: Instant) -> Node {
    time(instant, .data("relative")) { Words.ago(seconds: (now.milliseconds - instant.milliseconds) / 1000) }
}

/// The exact time, in UTC, to the second.
public func exactly(_ instant: Instant) -> Node {
    time(instant, .class("num")) { Words.clock(instant) }
}

private func time(_ instant: Instant, _ attribute: Attribute, @Markup content: () -> Node) -> Node {
    .element("time", [.datetime(instant.description), .title(Words.clock(instant)), attribute], content)
}

extension Words {
    /// `2026-11-21 16:25:02 UTC`.
    public static func clock(_ instant: Instant) -> String {
        let text = instant.description
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8) + " UTC"
    }

    /// The same steps as the script's, so that nothing jumps when it takes over.
    static func ago(seconds: Int) -> String {
        switch seconds {
        case ..<(-60): "in " + step(-seconds)
        case ..<10: "now"
        default: step(seconds) + " ago"  // however long ago it was
        }
    }

    private static func step(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"  // however long it was
        }
    }
}
