// SPDX-License-Identifier: Apache-2.0
public import Files
import Glibc

/// An account of this machine for a program to run as, with its own group and no other.
public struct Account: Sendable, Equatable {
    public let name: String
    public let user: UInt32
    public let group: UInt32

    /// Found in `/etc/passwd`: other sources would need libraries that a static program cannot load.
    public init(named name: String, in file: String = "/etc/passwd") throws {
        let lines = String(decoding: try contents(of: file, limit: 4_194_304), as: UTF8.self).split(separator: "\n")
        for line in lines {
            let parts = line.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 7, parts[0] == name, let user = UInt32(parts[2]), let group = UInt32(parts[3]) else {
                continue
            }
            (self.name, self.user, self.group) = (name, user, group)
            return
        }
        throw ProgramError.noAccount(name)
    }

    /// Gives it a file or folder; a link is given itself, not what it leads to.
    public func takes(_ path: String) throws(FileError) {
        guard lchown(path, user, group) == 0 else { throw FileError("change the owner of", path) }
    }
}
