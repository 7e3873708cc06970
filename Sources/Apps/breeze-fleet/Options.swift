// SPDX-License-Identifier: Apache-2.0
import Settings

/// What can be set, and how the program is called.
enum Options {
    /// A server takes this many connections from one address, less some for whoever else is there.
    static let mostLinks = 4000

    static let data = Setting<Path>("data", "The folder where the fleet's machines are kept.")

    static let server = Setting<String>(
        "server", "The agents' address of a server on this machine, https://localhost:8444.")
    static let keyFile = Setting<Path>("key_file", "The file with the enrollment key, which only we can read.")
    static let pin = Setting<String>(
        "ca_sha256", "The fingerprint of the server's authority, as the server prints it.",
        must: { $0.utf8.count == 64 ? nil : "must be 64 hexadecimal digits" })
    static let machines = Setting(
        "count", "How many machines this key shall have enrolled.", default: 10, in: 1...10_000)
    static let hands = Setting("at_once", "How many enroll at once.", default: 16, in: 1...200)

    static let senders = Setting<Int?>.perhaps(
        "count", "How many of the machines send; all, if left out.",
        must: { (1...100_000).contains($0) ? nil : "must be in 1…100000" })
    static let samples = Setting(
        "samples", "Samples of each machine: what went wrong with it, then a minute's load in each.", default: 10,
        in: 1...10_000)
    static let rate = Setting<Int?>.perhaps(
        "rate", "Samples a second of all machines together; as fast as they are stored, if left out.",
        must: { (1...1_000_000).contains($0) ? nil : "must be in 1…1000000" })
    static let links = Setting("links", "How many links are open at once.", default: 200, in: 1...mostLinks)
    static let hold = Setting("hold", "Keep every link open until a signal comes.", default: false)
    static let seed = Setting("seed", "What the machines' lives are drawn from.", default: 1, in: 0...Int.max)

    static let grammar = Grammar(
        "breeze-fleet", "Machines that are not there, for a server on this machine to be measured with.",
        hasFlagsOnly: true, settings: [data],
        commands: [
            Command(
                "enroll", "Brings simulated machines into care.", settings: [server, keyFile, pin, machines, hands]),
            Command(
                "send", "Opens their links and sends samples.", settings: [senders, samples, rate, links, hold, seed]),
            Command("stop", "Ends the fleet that runs in the folder."),
        ])
}
