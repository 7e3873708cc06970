// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

/// The machine that we measure on, and what its kernel says of processes.
enum Host {
    /// By its clock, in milliseconds since 1970.
    static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    /// The load average of the last minute.
    static var load: String { String(text("/proc/loadavg").prefix { $0 != " " }) }

    static var description: String {
        let processor = value(of: "model name", in: text("/proc/cpuinfo")) ?? "unknown processor"
        let memory = Int(value(of: "MemTotal", in: text("/proc/meminfo"))?.prefix { $0.isNumber } ?? "") ?? 0
        let system = value(of: "PRETTY_NAME", in: text("/etc/os-release"), after: "=")?.filter { $0 != "\"" } ?? "Linux"
        let kernel = text("/proc/sys/kernel/osrelease").prefix { $0 != "\n" }
        return "\(processor), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors, \(memory / 1_000_000) GB; "
            + "\(system), Linux \(kernel). Server, database, fleet and client share it."
    }

    /// Memory that a process holds now, in bytes.
    static func residentMemory(of pid: Int32) -> Int? { memory(of: pid, "VmRSS") }
    /// The most that it ever held.
    static func peakMemory(of pid: Int32) -> Int? { memory(of: pid, "VmHWM") }

    private static func memory(of pid: Int32, _ name: String) -> Int? {
        value(of: name, in: text("/proc/\(pid)/status")).flatMap { Int($0.prefix { $0.isNumber }) }.map { $0 * 1024 }
    }

    /// The time that a process and the children it has waited for have spent on processors.
    static func processorTime(of pid: Int32) -> Duration? {
        let words = facts(of: "\(pid)")
        guard words.count > 14 else { return nil }
        return .seconds(1) * words[11...14].compactMap { Int($0) }.reduce(0, +) / sysconf(Int32(_SC_CLK_TCK))
    }

    /// The processes that one has started and that still run.
    static func children(of pid: Int32) -> [Int32] {
        let processes = ((try? names(in: "/proc", limit: 100_000)) ?? []).compactMap { Int32($0) }
        return processes.filter { child in facts(of: "\(child)").dropFirst().first == "\(pid)" }
    }

    /// What follows the name, which may hold anything: state, parent, …; the twelfth is the user time.
    private static func facts(of pid: String) -> [Substring] {
        text("/proc/\(pid)/stat").split(separator: ")").last?.split(separator: " ") ?? []
    }

    private static func text(_ path: String) -> String {
        String(decoding: (try? contents(of: path, limit: 1 << 20)) ?? [], as: UTF8.self)
    }

    private static func value(of name: String, in text: String, after separator: Character = ":") -> String? {
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: separator, maxSplits: 1).last.map { String($0.drop { $0 == " " || $0 == "\t" }) }
    }

    /// A port that nobody uses at the moment.
    static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        guard isBound else { throw Trouble("this machine has no free port on 127.0.0.1") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
