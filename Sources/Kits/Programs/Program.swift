// SPDX-License-Identifier: Apache-2.0
import CSpawn
import Glibc

/// Another program of this machine, and how it is to be called: by its full path, through no shell.
public struct Program: Sendable {
    /// What a child finds around it unless something else is said.
    public static let plainEnvironment = [
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/",
    ]

    let path: String
    let arguments: [String]
    let environment: [String: String]
    let folder: String
    let account: Account?

    /// As another account, if one is given, which only root can do.
    public init(
        _ path: String, _ arguments: [String] = [], environment: [String: String] = plainEnvironment,
        in folder: String = "/", as account: Account? = nil
    ) {
        (self.path, self.arguments, self.environment) = (path, arguments, environment)
        (self.folder, self.account) = (folder, account)
    }

    /// Starts it in a session of its own and returns at once.
    ///
    /// - `output`: A descriptor for what it says, on both of its channels; nobody listens if there is none.
    /// - `signal`: Sent to it when the *thread* that called this ends, so call this from one that lasts.
    public func start(output: Int32? = nil, endedBy signal: Int32? = nil) throws(ProgramError) -> Child {
        try start(output: output, errors: output, endedBy: signal)
    }

    func start(output: Int32?, errors: Int32?, endedBy signal: Int32?) throws(ProgramError) -> Child {
        let texts = [path] + arguments + environment.map { "\($0)=\($1)" } + [folder]
        guard texts.allSatisfy({ !$0.utf8.contains(0) }) else { throw .notStarted(path, code: EINVAL) }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] =
            environment.sorted { $0.key < $1.key }.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + settings { free(text) } }
        let groups = [account?.group ?? 0]
        let pid = words.withUnsafeMutableBufferPointer { words in
            settings.withUnsafeMutableBufferPointer { settings in
                groups.withUnsafeBufferPointer { groups in
                    path.withCString { path in
                        folder.withCString { folder in
                            var order = cs_order()
                            (order.path, order.folder) = (path, folder)
                            order.arguments = UnsafePointer(words.baseAddress)
                            order.environment = UnsafePointer(settings.baseAddress)
                            (order.user, order.group) = (account?.user ?? .max, account?.group ?? .max)
                            (order.groups, order.group_count) = (groups.baseAddress, Int32(groups.count))
                            (order.output, order.error) = (output ?? -1, errors ?? -1)
                            order.signal_at_our_end = signal ?? 0
                            return cs_start(&order)
                        }
                    }
                }
            }
        }
        guard pid > 0 else { throw .notStarted(path, code: -pid) }
        return Child(pid: pid)
    }
}
