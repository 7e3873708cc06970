// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import JSON
import Vocabulary

/// One simulated machine, and what it proves itself with.
struct Member: Codable, Sendable {
    let number: Int
    /// The shown part of the key that it enrolled with.
    let enrolledWith: String
    let device: DeviceID
    let privateKey: String
    let certificate: String
    var token: String
}

/// Where all of a fleet's machines report.
struct Headquarters: Codable, Sendable, Equatable {
    let server: String
    let pin: String
    let authority: String
}

/// All machines of a fleet, in one file: a line for each fact, the latest wins.
///
/// Lines are not forced to the disk one by one: these machines can be made again.
actor Roster {
    private struct Line: Codable {
        var headquarters: Headquarters?
        var member: Member?
        var token: Shown?
    }
    private struct Shown: Codable {
        let number: Int
        let text: String
    }

    private static let largest = 512 << 20

    private let path: String
    private let file: Int32
    private(set) var headquarters: Headquarters?
    private var byNumber: [Int: Member]

    /// Opens the file, or begins one; to be used by one process at a time, which the folder's lock sees to.
    init(_ path: String) throws {
        let bytes = exists(path) ? try contents(of: path, limit: Self.largest) : []
        // What follows the last line break was cut off when a process ended.
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[...$0] } ?? []
        var (headquarters, members): (Headquarters?, [Int: Member]) = (nil, [:])
        for text in whole.split(separator: UInt8(ascii: "\n")) {
            let line = try JSON.decode(Line.self, from: Array(text))
            headquarters = line.headquarters ?? headquarters
            if let member = line.member { members[member.number] = member }
            if let token = line.token { members[token.number]?.token = token.text }
        }
        // Without the lines that later ones have made void.
        try replace(path, with: Self.text(headquarters, members.values.sorted { $0.number < $1.number }))
        (self.headquarters, byNumber) = (headquarters, members)
        self.path = path
        file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard file >= 0 else { throw Unwritable(path: path) }
    }

    deinit { close(file) }

    struct Unwritable: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) cannot be written: is there space, and may this account write there?" }
    }

    var members: [Member] { byNumber.values.sorted { $0.number < $1.number } }
    func member(_ number: Int) -> Member? { byNumber[number] }

    func settle(at headquarters: Headquarters) throws {
        try write(Line(headquarters: headquarters))
        self.headquarters = headquarters
    }

    func add(_ member: Member) throws {
        try write(Line(member: member))
        byNumber[member.number] = member
    }

    /// The server's next word for one machine, which it must show the next time.
    func keep(token: String, of number: Int) throws {
        try write(Line(token: Shown(number: number, text: token)))
        byNumber[number]?.token = token
    }

    private func write(_ line: Line) throws {
        let bytes = try JSON.encode(line) + [UInt8(ascii: "\n")]
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw Unwritable(path: path) }
    }

    private static func text(_ headquarters: Headquarters?, _ members: [Member]) throws -> [UInt8] {
        let lines = [Line(headquarters: headquarters)] + members.map { Line(member: $0) }
        return try lines.flatMap { try JSON.encode($0) + [UInt8(ascii: "\n")] }
    }
}
