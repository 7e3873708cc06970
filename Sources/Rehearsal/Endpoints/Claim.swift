// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// The hold that a process has on a number, and so on a network and a machine's folder, for as long as it lives.
///
/// The lock's file names the machine. A file whose lock is free names a leftover.
struct Claim: Sendable {
    static let ground = FileManager.default.temporaryDirectory.appending(path: "breeze-endpoints")

    let place: MachineFolder
    private let lock: LockFile

    /// Clears what dead processes left and takes a free number.
    static func take() async throws -> Claim {
        try FileManager.default.createDirectory(
            at: ground, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let turn = try await LockFile.waiting(for: ground.appending(path: "turn"), within: .seconds(120))
        defer { withExtendedLifetime(turn) {} }
        try await sweep()
        let routes = (try? String(contentsOfFile: "/proc/net/fib_trie", encoding: .utf8)) ?? ""
        for number in 1...254 where !routes.contains("10.213.\(number).1\n") {
            guard let lock = try LockFile(file(number)) else { continue }
            let place = MachineFolder(name: "e\(getpid())-\(number)", number: number)
            try Data(place.name.utf8).write(to: file(number))
            return Claim(place: place, lock: lock)
        }
        throw Endpoint.Failed("every network from 10.213.1.0 to 10.213.254.0 is taken: stop what uses them")
    }

    /// Gives the number back.
    func release() throws {
        try Data().write(to: Self.file(place.number))
    }

    private static func sweep() async throws {
        for number in 1...254 {
            let file = file(number)
            guard let name = try? String(contentsOf: file, encoding: .utf8), !name.isEmpty,
                let lock = try LockFile(file)
            else { continue }
            try await MachineFolder(name: name, number: number).clear()
            try Data().write(to: file)
            withExtendedLifetime(lock) {}
        }
    }

    private static func file(_ number: Int) -> URL { ground.appending(path: "\(number).lock") }
}
