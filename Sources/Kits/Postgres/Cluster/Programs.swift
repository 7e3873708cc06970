// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc

/// PostgreSQL's programs: the newest there are, unless there is data already; that stays with its own major version.
struct Programs: Sendable {
    let folder: String
    /// A sentence for the log, if somebody might wonder.
    let remark: String?

    init(for folder: Folder) throws(Cluster.Failed) {
        let text = (try? contents(of: folder.data + "/PG_VERSION")).map { String(decoding: $0, as: UTF8.self) }
        try self.init(installed: Self.installed(), data: text.flatMap { Int($0.filter(\.isNumber)) }, at: folder.data)
    }

    init(installed: [Int], data: Int?, at path: String) throws(Cluster.Failed) {
        guard let newest = installed.max() else {
            throw Cluster.Failed(
                "PostgreSQL is not installed under /usr/lib/postgresql",
                do: "apt-get install postgresql, or set DATABASE_URL")
        }
        let major = data ?? newest
        guard installed.contains(major) else {
            throw Cluster.Failed(
                "\(path) was made by PostgreSQL \(major), and only \(installed.sorted()) is installed",
                do: "apt-get install postgresql-\(major), or bring the data over with pg_upgrade, which needs both")
        }
        folder = "/usr/lib/postgresql/\(major)/bin/"
        remark =
            major < newest
            ? "PostgreSQL \(newest) is installed; \(path) stays with \(major) until pg_upgrade has brought it over"
            : nil
    }

    /// For a database whose data is elsewhere.
    static func newest() throws(Cluster.Failed) -> Programs { try Programs(installed: installed(), data: nil, at: "") }

    private static func installed() -> [Int] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob("/usr/lib/postgresql/*/bin/postgres", 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            found.gl_pathv[index].flatMap { Int(String(cString: $0).split(separator: "/")[3]) }
        }
    }
}
