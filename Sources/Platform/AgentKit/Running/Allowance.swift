// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import Journal
import Lifecycle
import Synchronization

/// What the agent allows itself of the machine it looks after.
///
/// Too much memory, and it ends so that its supervisor starts it afresh; too much of a processor, and it looks less often.
final class Allowance: Service {
    let name = "allowance"

    struct Limits: Sendable {
        var memory = 64 << 20
        /// Of one core, averaged over a minute.
        var share = 0.05
    }

    struct Exceeded: Error, CustomStringConvertible {
        let description: String
    }

    private let limits: Limits
    private let factor = Mutex(1)

    init(_ limits: Limits = Limits()) { self.limits = limits }

    /// By how much looks are spread out: 1 as long as all is well, at most 8.
    var stretch: Int { factor.withLock { $0 } }

    func run() async throws {
        var before = Self.processorTime()
        while !Task.isCancelled {
            do { try await Task.sleep(for: .seconds(60)) } catch { return }
            let time = Self.processorTime()
            judge(share: (time - before) / 60)
            before = time
            let memory = Self.residentMemory()
            guard memory <= limits.memory else {
                throw Exceeded(
                    description: "\(memory) bytes of memory are in use, more than the \(limits.memory) allowed")
            }
        }
    }

    /// Doubles the pauses above the limit, halves them well below it.
    func judge(share: Double) {
        factor.withLock { factor in
            if share > limits.share, factor < 8 {
                factor *= 2
                journal.warning("looking less often, to spare the processor", ["share": share, "stretch": factor])
            } else if share < limits.share / 4, factor > 1 {
                factor /= 2
            }
        }
    }

    private static func processorTime() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    static func residentMemory() -> Int {
        guard let statm = try? contents(of: "/proc/self/statm") else { return 0 }
        let fields = String(decoding: statm, as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
    }
}
