// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A file of the repository that is derived from the program: with `BREEZE_GOLDEN=write` it is written anew, else it
/// must say what the program says.
public enum Golden {
    /// Nil if the file says the same, else the first line that differs.
    public static func difference(_ path: String, _ text: String) throws -> String? {
        let file = Product.root.appending(path: path)
        if ProcessInfo.processInfo.environment["BREEZE_GOLDEN"] == "write" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let kept = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        guard kept != text else { return nil }
        let (old, new) = (kept.split(separator: "\n"), text.split(separator: "\n"))
        let at = zip(old, new).prefix { $0 == $1 }.count
        func line(_ lines: [Substring]) -> String { at < lines.count ? String(lines[at]) : "its end" }
        return "\(path) says \"\(line(old))\", the program \"\(line(new))\": `make docs` writes it anew"
    }
}
