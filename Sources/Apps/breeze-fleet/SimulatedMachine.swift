// SPDX-License-Identifier: Apache-2.0
import Vocabulary

/// What one machine is and does, drawn from its number: busy or idle, sound or failing.
struct SimulatedMachine: Sendable {
    enum Role: String, Sendable, CaseIterable { case web, app, db, files, desk }

    let number: Int
    let role: Role
    let processors: Int
    let memory: Int
    let disks: Int
    /// How much of it is in use on an ordinary day, from 0 to 1.
    let busyness: Double
    /// Incidents that are to be expected in a month.
    let troubles: Double
    let seed: Int

    /// Its own dice, at the same place each time.
    var dice: Dice { Dice(seed: seed &+ 1, machine: number) }
    var hostname: String { "\(role.rawValue)-\(number)" }
    /// Drawn by its kernel at the boot it is in.
    var boot: String { "00000000-0000-4000-8000-" + hexadecimal(number, 12) }

    init(_ number: Int, seed: Int) {
        var dice = Dice(seed: seed, machine: number)
        (self.number, self.seed) = (number, seed)
        role = dice.one(of: Role.allCases)
        processors = dice.one(of: [2, 2, 4, 4, 8, 16])
        memory = dice.one(of: [4, 8, 8, 16, 32, 64]) << 30
        disks = dice.one(of: [1, 1, 2, 3])
        busyness = dice.share(0.02...0.6)
        // Most machines are well; one in twenty keeps its administrators awake.
        troubles = dice.happens(0.05) ? dice.share(5...40) : dice.happens(0.3) ? dice.share(0.5...3) : 0.1
    }

    var os: OperatingSystem {
        OperatingSystem(
            family: "linux", name: "Debian GNU/Linux 12 (bookworm)", version: "12", kernel: "6.1.0-28-amd64",
            architecture: "x86_64")
    }
}

func hexadecimal(_ number: Int, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
