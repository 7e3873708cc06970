// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

extension Finding {
    /// Room on the disk under a folder; `least` is what the program cannot do without.
    public static func space(at path: String, least: Int, comfortable: Int) -> Finding {
        .of("disk", do: "make the folder, or name another one") {
            let free = try Files.space(at: nearestFolder(above: path))
            let found = "\(path): \(words(free)) free"
            if free < least {
                return .failed("disk", found, do: "make room there: \(words(least)) are needed at least")
            }
            if free < comfortable { return .warning("disk", found, do: "make room there soon: \(words(comfortable))") }
            return .ok("disk", found)
        }
    }

    /// What the machine has in all; its control group may allow less.
    public static func memory(least: Int) -> Finding {
        let (total, page) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
        let bytes = total * page
        let found = "\(words(bytes)) in all"
        return bytes < least
            ? .warning("memory", found, do: "give the machine \(words(least)) or more") : .ok("memory", found)
    }

    /// How many files a process may have open: each connection is one.
    ///
    /// - `process`: The one that is asked about; our own limits would be those of somebody's shell.
    public static func openFiles(of process: Int32, least: Int) -> Finding {
        .of("open files", do: "look with an account that may, such as root") {
            let text = String(decoding: try contents(of: "/proc/\(process)/limits"), as: UTF8.self)
            let line = text.split(separator: "\n").first { $0.hasPrefix("Max open files") }
            let limit = line.flatMap { Int($0.split(separator: " ").dropFirst(3).first ?? "") } ?? .max
            let found = limit == .max ? "no limit" : "\(limit) may be open (process \(process))"
            return limit < least
                ? .warning("open files", found, do: "raise LimitNOFILE to \(least)") : .ok("open files", found)
        }
    }
}

/// The folder itself, or the one that it would be made in.
private func nearestFolder(above path: String) -> String {
    var path = path[...]
    while !path.isEmpty, !isFolder(String(path)) { path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }
    return path.isEmpty ? "/" : String(path)
}

/// Bytes as people read them.
func words(_ bytes: Int) -> String {
    let units: [(String, Int)] = [("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)]
    guard let unit = units.first(where: { bytes >= $0.1 }) else { return "\(bytes) B" }
    let tenths = bytes / (unit.1 / 10)
    return tenths >= 100 ? "\(tenths / 10) \(unit.0)" : "\(tenths / 10).\(tenths % 10) \(unit.0)"
}
