// SPDX-License-Identifier: Apache-2.0
import Glibc
public import Shapes
import Synchronization

/// Where lines go.
public final class Sink: Sendable {
    public enum Style: Sendable { case json, plain, colored }

    private let style: Style
    private let clock: @Sendable () -> Instant
    private let put: @Sendable (String) -> Void
    private let least: Atomic<Int>
    private let repeats: Mutex<Repeats>

    /// Writes each line, its end included, through a closure; of one message, `most` lines in ten seconds.
    public init(
        _ style: Style, level: Log.Level = .info, most: Int = 50,
        clock: @escaping @Sendable () -> Instant, put: @escaping @Sendable (String) -> Void
    ) {
        (self.style, self.clock, self.put) = (style, clock, put)
        least = Atomic(level.rank)
        repeats = Mutex(Repeats(most: most, in: .seconds(10)))
    }

    /// Lines for a person if a terminal is watching, else JSON.
    public static func standardError() -> Sink {
        let isWatched = isatty(STDERR_FILENO) == 1
        let style: Style = isWatched ? (getenv("NO_COLOR") == nil ? .colored : .plain) : .json
        return Sink(style, clock: { .systemTime }, put: writeWhole)
    }

    var level: Log.Level {
        get { Log.Level.allCases[least.load(ordering: .relaxed)] }
        set { least.store(newValue.rank, ordering: .relaxed) }
    }

    func write(_ level: Log.Level, _ message: String, _ fields: [Field]) {
        let now = clock()
        // One lock around deciding and writing: lines keep the order of their times.
        repeats.withLock { repeats in
            for held in repeats.due(at: now) {
                let count = [Field("message_held", held.message), Field("count", held.count)]
                put(text(of: Line(time: now, level: held.level, message: "repeated", fields: count)))
            }
            guard repeats.admits(message, level, at: now) else { return }
            put(text(of: Line(time: now, level: level, message: message, fields: fields)))
        }
    }

    private func text(of line: Line) -> String {
        switch style {
        case .json: line.json
        case .plain: line.human(inColor: false)
        case .colored: line.human(inColor: true)
        }
    }
}

extension Instant {
    /// The journal stamps its lines itself: what it tells happens when it is told.
    fileprivate static var systemTime: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}

/// Writes to standard error; what it does not take is lost, for there is nobody left to tell.
private func writeWhole(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
        var rest = UnsafeRawBufferPointer(bytes)
        while let start = rest.baseAddress, !rest.isEmpty {
            let count = Glibc.write(STDERR_FILENO, start, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }
}
