// SPDX-License-Identifier: Apache-2.0
import Files
public import Vocabulary

/// What the machine says of itself; `root` is for tests.
public struct Machine: Sendable {
    private let root: String
    public init(root: String = "/") { self.root = root }

    public var hostname: String { first("proc/sys/kernel/hostname") }
    /// Drawn by the kernel at each boot.
    public var boot: String { first("proc/sys/kernel/random/boot_id") }

    public var os: OperatingSystem {
        let release = release
        return OperatingSystem(
            family: "linux", name: release["PRETTY_NAME"] ?? "Linux", version: release["VERSION_ID"] ?? "",
            kernel: first("proc/sys/kernel/osrelease"), architecture: architecture)
    }

    /// `KEY="value"` lines, as os-release(5) has them.
    private var release: [String: String] {
        let text = read("etc/os-release") ?? read("usr/lib/os-release") ?? ""
        return Dictionary(
            text.split(separator: "\n").compactMap { line in
                guard let equals = line.firstIndex(of: "=") else { return nil }
                let value = line[line.index(after: equals)...]
                return (String(line[..<equals]), value.filter { $0 != "\"" && $0 != "'" })
            }, uniquingKeysWith: { first, _ in first })
    }

    private var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #else
            "unknown"
        #endif
    }

    private func first(_ path: String) -> String {
        String(read(path)?.prefix { $0 != "\n" } ?? "")
    }

    private func read(_ path: String) -> String? {
        (try? contents(of: root + path)).map { String(decoding: $0, as: UTF8.self) }
    }
}
