// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What could not be done with a file, the system's reason, and what to do about it.
public struct FileError: Error, Equatable, CustomStringConvertible {
    public let action: String
    public let path: String
    public let code: Int32

    package init(_ action: StaticString, _ path: String, _ code: Int32 = errno) {
        (self.action, self.path, self.code) = ("\(action)", path, code)
    }

    public var description: String {
        let reason = "cannot \(action) \(path): \(systemMessage(code))"
        return remedy.map { "\(reason); \($0)" } ?? reason
    }

    private var remedy: String? {
        switch code {
        case ENOSPC, EDQUOT: "free some space there, or choose another folder"
        case EACCES, EPERM: "run as an account that may do that, such as root, or choose another place"
        case ENOTDIR, EEXIST: "something else is in its place: move it away, or choose another place"
        case EROFS: "that file system is mounted read-only: remount it, or choose another folder"
        case EMFILE, ENFILE: "raise the limit of open files (LimitNOFILE)"
        case EFBIG: "it is larger than it may be"
        default: nil  // the system's own words say it
        }
    }
}

/// The system's words for an error number.
public func systemMessage(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
