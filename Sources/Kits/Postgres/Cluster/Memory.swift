// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

/// Megabytes that we may use: what the machine has, or what our control group is allowed.
func memoryLimit() -> Int {
    let machine = sysconf(Int32(_SC_PHYS_PAGES)) / 1024 * sysconf(Int32(_SC_PAGESIZE)) / 1024
    func text(_ path: String) -> String? {
        (try? contents(of: path)).map { String(decoding: $0, as: UTF8.self) }
    }
    return memoryLimit(machine: machine, groups: text("/proc/self/cgroup") ?? "", text)
}

/// The least of the machine and of each group on the way up, in both generations of control groups.
func memoryLimit(machine: Int, groups: String, _ text: (String) -> String?) -> Int {
    var limit = machine
    for line in groups.split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { continue }
        let isFirst = parts[1].split(separator: ",").contains("memory")
        guard isFirst || parts[1].isEmpty else { continue }
        let (root, file) =
            isFirst ? ("/sys/fs/cgroup/memory", "memory.limit_in_bytes") : ("/sys/fs/cgroup", "memory.max")
        var group = parts[2] == "/" ? "" : parts[2]
        while true {  // up to the root
            if let bytes = text("\(root)\(group)/\(file)").flatMap({ Int($0.filter { !$0.isWhitespace }) }) {
                limit = min(limit, bytes >> 20)
            }
            guard let slash = group.lastIndex(of: "/") else { break }
            group = group[..<slash]
        }
    }
    return limit
}
