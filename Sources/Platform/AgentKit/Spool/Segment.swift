// SPDX-License-Identifier: Apache-2.0
import Files
import Secrets

/// One file of the spool: sealed records, one after the other, numbered from the one in its name.
///
/// A record is its length in four bytes and its envelope; it is sealed for its own number, so that none can be moved,
/// repeated or left out in the middle unseen.
struct Segment {
    let first: Int
    private let path: String
    private(set) var count = 0
    private(set) var bytes = 0

    /// The number after its last record.
    var end: Int { first + count }

    init(first: Int, in folder: String) { (self.first, path) = (first, "\(folder)/\(first).seg") }

    /// The number in a file's name, if it is a segment's.
    static func first(of name: String) -> Int? {
        name.hasSuffix(".seg") ? Int(name.dropLast(4)) : nil
    }

    /// Reads how far a file is whole, and cuts off what is not: the record that a power cut interrupted.
    static func open(_ first: Int, in folder: String, _ ring: Keyring) throws -> (Segment, isWhole: Bool) {
        var segment = Segment(first: first, in: folder)
        let all = try segment.content()
        let records = segment.records(in: all, ring)
        segment.count = records.count
        segment.bytes = records.last?.upTo ?? 0
        guard segment.bytes < all.count else { return (segment, true) }
        try truncate(segment.path, to: segment.bytes)
        return (segment, false)
    }

    mutating func add(_ record: [UInt8], _ ring: Keyring) throws {
        let sealed = ring.seal(record, for: "spool:\(end)")
        let length = (0..<4).map { UInt8(truncatingIfNeeded: sealed.count >> (24 - 8 * $0)) }
        try append(length + sealed, to: path)
        (count, bytes) = (count + 1, bytes + 4 + sealed.count)
    }

    /// Makes the file, so that its name is remembered.
    func begin() throws { try replace(path, with: []) }

    func remove() throws { if exists(path) { try Files.remove(path) } }

    struct Record {
        let sequence: Int
        let bytes: [UInt8]
        /// Where in the file it ends.
        let upTo: Int
    }

    func records(_ ring: Keyring) throws -> [Record] { records(in: try content(), ring) }

    private func content() throws -> [UInt8] { exists(path) ? try contents(of: path, limit: 4 << 20) : [] }

    /// As far as they can be read.
    private func records(in all: [UInt8], _ ring: Keyring) -> [Record] {
        var (records, at): ([Record], Int) = ([], 0)
        while at + 4 <= all.count {
            let length = all[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
            let sequence = first + records.count
            guard length <= all.count - at - 4,
                let plain = try? ring.open(Array(all[(at + 4)..<(at + 4 + length)]), for: "spool:\(sequence)")
            else { return records }
            at += 4 + length
            records.append(Record(sequence: sequence, bytes: plain, upTo: at))
        }
        return records
    }
}
