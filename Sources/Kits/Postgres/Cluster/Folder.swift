// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

/// The cluster's own folder and what lies in it.
///
/// If we are root, the folder stays root's, and only `data` and `socket` belong to PostgreSQL's account: so nobody
/// else decides which file we open.
struct Folder: Sendable {
    let path: String
    let socket: String
    var data: String { path + "/data" }
    var log: String { path + "/log" }
    var lock: String { path + "/lock" }
    var backups: String { path + "/backups" }

    init(_ given: String) throws(Cluster.Failed) {
        path = try absolute(given)
        socket = try socketFolder(for: path, isRoot: geteuid() == 0, runtime: variable("XDG_RUNTIME_DIR"))
    }

    var holdsData: Bool { access(data + "/PG_VERSION", F_OK) == 0 }

    func prepare(for account: Account) throws(Cluster.Failed) {
        try makeParents(of: path)
        try makeFolder(path, account.isOther ? 0o710 : 0o700, owner: geteuid(), group: account.group)
        try account.mustReach(path)
        try makeFolder(socket, 0o700, owner: account.user, group: account.group)
        try makeFolder(backups, 0o700, owner: geteuid(), group: getegid())
    }

    /// Megabytes free where the folder is.
    var room: Int {
        var info = statvfs()
        guard statvfs(path, &info) == 0 else { return .max }
        return (Int(info.f_bavail) * Int(info.f_frsize)) >> 20
    }
}

/// Unix sockets have room for 107 bytes of path; what is too deep gets its socket where paths are short.
func socketFolder(for path: String, isRoot: Bool, runtime: String?) throws(Cluster.Failed) -> String {
    let usual = path + "/socket"
    if usual.utf8.count <= 90 { return usual }
    let name = "breeze-" + String(fingerprint(path), radix: 16)
    if isRoot { return "/run/" + name }
    guard let runtime, runtime.hasPrefix("/"), runtime.utf8.count <= 60 else {
        throw Cluster.Failed("the path \(path) is too long for a socket", do: "choose a --data of at most 80 bytes")
    }
    return runtime + "/" + name
}

/// FNV-1a: the same name for the same path, at each start.
private func fingerprint(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

private func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

private func absolute(_ path: String) throws(Cluster.Failed) -> String {
    if path.hasPrefix("/") { return path }
    guard let here = getcwd(nil, 0) else { throw Cluster.Failed("no working folder for", path, errno) }
    defer { free(here) }
    return String(cString: here) + "/" + path
}

private func makeParents(of path: String) throws(Cluster.Failed) {
    var end = path.index(after: path.startIndex)
    while let slash = path[end...].firstIndex(of: "/") {
        let parent = String(path[..<slash])
        if mkdir(parent, 0o755) != 0, errno != EEXIST { throw Cluster.Failed("cannot make the folder", parent, errno) }
        end = path.index(after: slash)
    }
}

private func makeFolder(_ path: String, _ mode: mode_t, owner: uid_t, group: gid_t) throws(Cluster.Failed) {
    if mkdir(path, mode) != 0, errno != EEXIST { throw Cluster.Failed("cannot make the folder", path, errno) }
    let file = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { throw Cluster.Failed("cannot open the folder", path, errno) }
    defer { close(file) }
    if geteuid() == 0, fchown(file, owner, group) != 0 {
        throw Cluster.Failed("cannot take the folder", path, errno)
    }
    guard fchmod(file, mode) == 0, access(path, W_OK) == 0 else {
        throw Cluster.Failed("cannot use the folder", path, errno)
    }
}
