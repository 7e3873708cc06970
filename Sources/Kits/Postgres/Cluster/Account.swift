// SPDX-License-Identifier: Apache-2.0
import CSpawn
import Glibc

/// The account that PostgreSQL runs as: another one if we are root, for it refuses that, else our own.
struct Account: Sendable {
    static let candidates = ["breeze-pg", "postgres"]
    let name: String
    let user: uid_t
    let group: gid_t
    /// Not ourselves.
    let isOther: Bool

    init() throws(Cluster.Failed) {
        isOther = geteuid() == 0
        let entry = isOther ? Self.candidates.lazy.compactMap { getpwnam($0) }.first : getpwuid(geteuid())
        guard let entry else {
            throw isOther
                ? Cluster.Failed(
                    "PostgreSQL does not run as root, and there is no account \(Self.candidates.joined(separator: " or "))",
                    do: "useradd --system breeze-pg")
                : Cluster.Failed("user id \(geteuid()) has no account, which PostgreSQL needs", do: "add one for it")
        }
        (name, user, group) = (String(cString: entry.pointee.pw_name), entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    /// All names under which somebody may come to the socket: ours and the server's own.
    var visitors: [String] {
        let ours = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? name
        return ours == name ? [name] : [name, ours]
    }

    /// Every folder on the way has to let it pass.
    func mustReach(_ path: String) throws(Cluster.Failed) {
        guard isOther else { return }
        var end = path.startIndex
        while let slash = path[end...].dropFirst().firstIndex(of: "/") {
            let parent = String(path[..<slash])
            var info = stat()
            guard stat(parent, &info) == 0 else { throw Cluster.Failed("cannot look at", parent, errno) }
            let bit: mode_t = info.st_uid == user ? 0o100 : info.st_gid == group ? 0o010 : 0o001
            guard info.st_mode & bit != 0 else {
                throw Cluster.Failed(
                    "PostgreSQL's account \(name) may not pass through \(parent) to \(path)",
                    do: "choose a --data elsewhere, such as /var/lib/breeze")
            }
            end = slash
        }
    }

    /// Starts a program as this account; the child gets the signal when the *thread* that calls this ends.
    func spawn(_ path: String, _ arguments: [String], output: Int32, diesWith signal: Int32) -> Int32 {
        let words = [path] + arguments
        let places = ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=/", "PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj"]
        var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = places.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var groups = [group]
        return cs_spawn_child(path, &argv, &envp, "/", isOther ? user : .max, group, &groups, 1, output, signal)
    }

    /// Runs a program to its end; what it said last comes back if it failed.
    func run(_ path: String, _ arguments: [String]) throws(Complaint) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Complaint(message: String(cString: strerror(errno))) }
        defer { close(ends[0]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child = spawn(path, arguments, output: ends[1], diesWith: SIGKILL)
        close(ends[1])
        guard child > 0 else { throw Complaint(message: "\(path): \(String(cString: strerror(-child)))") }
        var said: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {  // until all who hold the other end are gone
            let count = read(ends[0], &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            said = (said + piece.prefix(count)).suffix(4096)
        }
        var status: Int32 = 0
        cs_wait(child, &status)
        guard status == 0 else { throw Complaint(message: String(decoding: said, as: UTF8.self)) }
    }
}

/// What a program or the server said when it failed.
struct Complaint: Error {
    var sqlstate = ""
    let message: String
    /// Where in the text it was given, in characters from 1.
    var position: Int?

    var isFullDisk: Bool { message.contains("No space left on device") || sqlstate == "53100" }
}
