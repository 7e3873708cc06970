// SPDX-License-Identifier: Apache-2.0

import ReliabilityWire

/// What a line of the kernel's log is about, if it is one of those that tell of trouble.
struct KernelMessage: Equatable {
    let cause: Cause
    let name: String
    let gravity: Incident.Gravity?

    /// What to look for, what it means, and after which word the name stands.
    private struct Sign {
        let words: [String]
        let cause: Cause
        let gravity: Incident.Gravity?
        let named: Name

        init(_ words: String..., means cause: Cause, _ gravity: Incident.Gravity? = nil, named: Name) {
            (self.words, self.cause, self.gravity, self.named) = (words, cause, gravity, named)
        }
    }

    private enum Name {
        case fixed(String)
        /// What follows this, up to a comma, a bracket, a colon or a space.
        case after(String)
        case firstWord
    }

    /// The first sign that fits counts.
    ///
    /// One line of each report is enough, so these are the lines that come once.
    private static let signs = [
        Sign("Kernel panic - not syncing", means: .kernelPanic, named: .fixed("kernel")),
        Sign(" [#", means: .kernelOops, named: .fixed("kernel")),
        Sign("ut of memory: Killed process", means: .outOfMemory, named: .after("(")),
        Sign("INFO: task ", "blocked for more than", means: .hungTask, named: .after("INFO: task ")),
        Sign("soft lockup", means: .lockup, named: .after("soft lockup - ")),
        Sign("hard LOCKUP", means: .lockup, named: .after("LOCKUP on ")),
        Sign("rcu", "self-detected stall", means: .lockup, named: .fixed("rcu")),
        Sign("mce:", "Machine Check Exception", means: .machineCheck, .critical, named: .fixed("cpu")),
        Sign("mce:", "Machine Check:", means: .machineCheck, .error, named: .fixed("cpu")),
        Sign("EDAC", " UE ", means: .memory, .critical, named: .after("EDAC ")),
        Sign("EDAC", " CE ", means: .memory, .warning, named: .after("EDAC ")),
        Sign("Remounting filesystem read-only", means: .fileSystem, .critical, named: .after("(")),
        Sign("EXT4-fs error", means: .fileSystem, .error, named: .after("(device ")),
        Sign("XFS (", "orruption", means: .fileSystem, .error, named: .after("XFS (")),
        Sign("BTRFS critical", means: .fileSystem, .critical, named: .after("(device ")),
        Sign("BTRFS error", means: .fileSystem, .error, named: .after("(device ")),
        Sign("critical medium error, dev", means: .disk, .critical, named: .after("dev ")),
        Sign("critical target error, dev", means: .disk, .critical, named: .after("dev ")),
        Sign("I/O error, dev", means: .disk, .error, named: .after("dev ")),
        Sign("Buffer I/O error on dev", means: .disk, .error, named: .after("dev ")),
        Sign("ata", ": exception Emask", means: .disk, .error, named: .firstWord),
        Sign("nvme", "Device not ready; aborting", means: .disk, .critical, named: .after("nvme ")),
        Sign("nvme", "controller is down", means: .disk, .error, named: .after("nvme ")),
        Sign("nvme", "timeout", means: .disk, .warning, named: .after("nvme ")),
        Sign("critical temperature reached", means: .heat, .critical, named: .firstWord),
        Sign("temperature above threshold", means: .heat, .warning, named: .firstWord),
        Sign("PCIe Bus Error: severity=Uncorrected (Fatal)", means: .bus, .critical, named: .after("pcieport ")),
        Sign("PCIe Bus Error: severity=Uncorrected", means: .bus, .error, named: .firstWord),
        Sign("PCIe Bus Error: severity=Corrected", means: .bus, .warning, named: .firstWord),
    ]

    init?(_ text: String) {
        guard let sign = Self.signs.first(where: { sign in sign.words.allSatisfy { text.contains($0) } }) else {
            return nil
        }
        (cause, gravity) = (sign.cause, sign.gravity)
        switch sign.named {
        case .fixed(let name): self.name = name
        case .firstWord: name = Self.word(text[...])
        case .after(let mark):
            name = Self.range(of: mark, in: text).map { Self.word(text[$0.upperBound...]) } ?? "kernel"
        }
    }

    private static func word(_ text: Substring) -> String {
        String(text.prefix { !",)([]: ".contains($0) })
    }

    private static func range(of mark: String, in text: String) -> Range<String.Index>? { text.firstRange(of: mark) }
}
