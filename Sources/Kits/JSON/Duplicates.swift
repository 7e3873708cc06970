// SPDX-License-Identifier: Apache-2.0

// A name given twice is an error wherever it stands, also in what a reader skips: two readers must never disagree
// about which one counts.

extension Scanner {
    /// Up to so many names are compared each with each, which is quicker than to remember them.
    private static let few = 8

    /// Refuses the object whose members begin at this token, if two of its names are the same.
    func refuseRepeats(from first: Int) throws(JSONError) {
        var (count, areWritten, name) = (0, true, first)
        while name < tokens.count {
            (count, areWritten) = (count + 1, areWritten && tokens[name].kind == .text)
            name = after(name)
        }
        guard count > 1 else { return }
        if areWritten, count <= Self.few { try compare(from: first) } else { try remember(from: first, count) }
    }

    private func after(_ name: Int) -> Int { Int(tokens[name + 1].next) }

    private func compare(from first: Int) throws(JSONError) {
        var name = after(first)
        while name < tokens.count {
            var earlier = first
            while earlier < name {
                guard !isSame(earlier, name) else { throw again(name) }
                earlier = after(earlier)
            }
            name = after(name)
        }
    }

    private func remember(from first: Int, _ count: Int) throws(JSONError) {
        var seen = Set<ArraySlice<UInt8>>(minimumCapacity: count)
        var name = first
        while name < tokens.count {
            var text = slice(name)
            if tokens[name].kind == .escaped {
                guard let bytes = unescaped(text) else {
                    throw JSONError("a known escape is due", at: Int(tokens[name].start))
                }
                text = bytes[...]
            }
            guard seen.insert(text).inserted else { throw again(name) }
            name = after(name)
        }
    }

    private func isSame(_ a: Int, _ b: Int) -> Bool {
        let (a, b) = (tokens[a], tokens[b])
        guard a.end - a.start == b.end - b.start else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            var (one, other) = (Int(a.start), Int(b.start))
            while one < Int(a.end) {
                guard bytes[one] == bytes[other] else { return false }
                (one, other) = (one + 1, other + 1)
            }
            return true
        }
    }

    private func slice(_ at: Int) -> ArraySlice<UInt8> { bytes[Int(tokens[at].start)..<Int(tokens[at].end)] }

    private func again(_ name: Int) -> JSONError {
        JSONError("a name that was not given before is due", at: Int(tokens[name].start))
    }
}
