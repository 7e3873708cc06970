// SPDX-License-Identifier: Apache-2.0
import Glibc

extension Cluster {
    /// What went wrong, where, and what to do about it, in words for the person who starts the program.
    public struct Failed: Error, Equatable, CustomStringConvertible {
        public let description: String
        init(_ what: String, do remedy: String) { description = "\(what): \(remedy)" }

        /// A system call on a path failed.
        init(_ what: String, _ path: String, _ code: Int32) {
            let remedy =
                switch code {
                case ENOSPC, EDQUOT: "the disk is full: make room there, or choose another --data"
                case EACCES, EPERM: "give user \(geteuid()) the right to write there, or choose another --data"
                case EROFS: "that file system is read-only: choose another --data"
                case ENOTDIR, EEXIST: "something else is in its place: move it away, or choose another --data"
                case ENAMETOOLONG: "choose a shorter --data"
                default: "choose another --data if this stays"
                }
            description = "\(what) \(path) (\(String(cString: strerror(code)))): \(remedy)"
        }
    }
}
