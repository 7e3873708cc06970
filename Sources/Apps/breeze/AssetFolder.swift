// SPDX-License-Identifier: Apache-2.0
import Console
import Files
import Glibc

/// Where the console's assets lie: where the settings say, else where a build or an installed package puts them.
struct AssetFolder {
    struct Missing: Error, CustomStringConvertible { let description: String }

    private let candidates: [String]

    init(_ setting: String?) {
        guard setting == nil else {
            candidates = [setting ?? ""]
            return
        }
        let folder = programFolder()
        // Built in its project, the program lies below `.build`; installed, in a `bin` beside `share`.
        let project = folder.firstRange(of: "/.build").map { folder[..<$0.lowerBound] + "/.cache/assets" }
        candidates = [project, folder + "/../share/breeze/assets"].compactMap { $0.map { String($0) } }
    }

    func assets() throws -> ConsoleAssets {
        guard let folder = candidates.first(where: { exists($0 + "/manifest.json") }) else {
            throw Missing(
                description: "the console's assets are not in \(candidates.joined(separator: " or ")): "
                    + "make them by scripts/assets, or name their folder with --assets")
        }
        do {
            return try ConsoleAssets { try contents(of: folder + "/" + $0, limit: Self.largest) }
        } catch {
            throw Missing(description: "the console's assets in \(folder) cannot be read: \(error)")
        }
    }

    private static let largest = 4 << 20
}

/// The folder of this very program.
func programFolder() -> Substring {
    var path = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &path, path.count - 1)
    let text = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text[..<(text.lastIndex(of: "/") ?? text.startIndex)]
}
