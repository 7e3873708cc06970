// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The terminal that somebody sits at, if anybody does.
enum Screen {
    static var isWatched: Bool { isatty(1) == 1 }

    /// Back to the corner, and everything gone.
    static let wipe = "\u{1B}[H\u{1B}[2J"

    /// How many places its lines have.
    static var width: Int {
        var size = winsize()
        if ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        let columns = getenv("COLUMNS").flatMap { Int(String(cString: $0)) }
        return min(max(columns ?? 100, 20), 1000)
    }

    /// Where lists of tools are kept between two calls; nothing secret is among them.
    static var cacheFolder: String? {
        if let folder = getenv("XDG_CACHE_HOME").map({ String(cString: $0) }), folder.hasPrefix("/") {
            return folder + "/breeze"
        }
        return getenv("HOME").map { String(cString: $0) + "/.cache/breeze" }
    }
}
