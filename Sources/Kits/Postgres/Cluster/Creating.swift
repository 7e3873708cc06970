// SPDX-License-Identifier: Apache-2.0
import Glibc

extension Cluster {
    /// Makes the data under a name that nobody has used, and gives it its own when it is complete.
    func create(_ programs: Programs, _ account: Account) throws(Failed) {
        sweep(account)
        guard folder.room >= 200 else {
            throw Failed(
                "only \(folder.room) MB are free at \(folder.path)", do: "PostgreSQL begins with 200 MB: make room")
        }
        var name = Array((folder.data + ".new-XXXXXX").utf8CString)
        guard mkdtemp(&name) != nil else { throw Failed("cannot make a folder in", folder.path, errno) }
        let fresh = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if account.isOther { chown(fresh, account.user, account.group) }
        do {
            try account.run(
                programs.folder + "initdb",
                [
                    "-D", fresh, "-U", "breeze_root", "--auth-local=peer", "--auth-host=reject", "--encoding=UTF8",
                    "--locale=C.UTF-8", "--data-checksums", "--no-instructions",
                ] + (mode == .throwaway ? ["--no-sync"] : []))
        } catch {
            remove(fresh, account)
            guard !error.isFullDisk else { throw Failed("cannot make a database in", folder.path, ENOSPC) }
            throw Failed("initdb failed in \(folder.path)", do: "it said: \(error.message)")
        }
        guard rename(fresh, folder.data) == 0 else { throw Failed("cannot rename", fresh, errno) }
    }

    /// An initdb that was killed leaves its folder behind.
    private func sweep(_ account: Account) {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(folder.data + ".new-*", 0, nil, &found) == 0 else { return }
        for index in 0..<Int(found.gl_pathc) {
            if let path = found.gl_pathv[index] { remove(String(cString: path), account) }
        }
    }

    /// A folder with everything in it, by whoever owns what is in it.
    private func remove(_ path: String, _ account: Account) {
        try? account.run("/bin/rm", ["-rf", "--", path])
        rmdir(path)
    }

    func writeSettings(_ account: Account) throws(Failed) {
        let settings = try ServerSettings(socket: folder.socket, memory: memoryLimit(), mode: mode)
        try write(settings.text, to: folder.data + "/postgresql.conf", for: account)
        try write("local all all peer map=breeze\n", to: folder.data + "/pg_hba.conf", for: account)
        let map = account.visitors.flatMap { visitor in
            (["breeze_root"] + Roles.all).map { "breeze \"\(visitor)\" \($0)\n" }
        }
        try write(map.joined(), to: folder.data + "/pg_ident.conf", for: account)
    }
}
