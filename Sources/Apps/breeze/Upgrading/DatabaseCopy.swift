// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import Programs

/// The embedded database as it was before an upgrade: its files, copied while nobody had them open.
///
/// Such a copy is exact, and is put back by a change of names; it is kept until the next upgrade.
struct DatabaseCopy {
    let place: String
    private let data: String

    struct Failed: Error, CustomStringConvertible { let description: String }

    init(in installation: Installation) {
        data = installation.postgres + "/data"
        place = installation.postgres + "/before-upgrade"
    }

    /// Whether there is room for a copy, and some to work on.
    func mustFit() throws {
        guard exists(data) else { return }
        let said = String(decoding: try run("/usr/bin/du", ["--summarize", "--block-size=1", data]), as: UTF8.self)
        guard let size = said.split(separator: "\t").first.flatMap({ Int($0) }) else {
            throw Failed(description: "du did not say how large \(data) is")
        }
        let room = try space(at: data) + (isFolder(place) ? size : 0)
        guard room > size + 200 << 20 else {
            throw Failed(
                description: "a copy of the database takes \(size >> 20) MB, and \(room >> 20) MB are free in \(data): "
                    + "make room; nothing was changed")
        }
    }

    func make() throws {
        try removeTree(place)
        guard exists(data) else { return }
        do {
            try run("/bin/cp", ["--archive", "--reflink=auto", "--no-target-directory", data, place])
        } catch {
            try? removeTree(place)
            throw error
        }
    }

    func putBack() throws {
        guard exists(place) else { throw Failed(description: "there is no copy of the database in \(place)") }
        let spoilt = data + ".not-healthy"
        try removeTree(spoilt)
        guard rename(data, spoilt) == 0, rename(place, data) == 0 else {
            throw Failed(description: "cannot put \(place) in the place of \(data): \(systemMessage(errno))")
        }
        try removeTree(spoilt)
    }

    @discardableResult private func run(_ program: String, _ words: [String]) throws -> [UInt8] {
        let finished = try Program(program, words).run(deadline: .seconds(3600))
        guard finished.ending.isSuccess else {
            let why = String(repairing: finished.errors, limit: 500)
            throw Failed(description: "\(program) \(finished.ending): \(why)")
        }
        return finished.output
    }
}
