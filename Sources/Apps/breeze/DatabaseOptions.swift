// SPDX-License-Identifier: Apache-2.0
import Settings

/// How the database is looked after from the command line.
enum DatabaseOptions {
    static let json = Setting("json", "Prints JSON, for programs.", default: false)
    static let replace = Setting(
        "replace", "Puts the backup in the place of what is there, which is kept under another name.", default: false)

    static let commands = [
        Command(
            "db status", "Says how the database stands: size, connections, migrations, dead rows, last backup.",
            settings: [Options.databaseURL, json]),
        Command(
            "db shell", "Opens psql on the database, for all organizations: with great care.",
            settings: [Options.databaseURL], arguments: [.perhaps("statement", "One to run instead of a shell.")]),
        Command(
            "db backup", "Writes the database into a file, its checksum and manifest beside it; the server may run.",
            settings: [Options.databaseURL], arguments: [.perhaps("file", "A new one; else one in the data folder.")]),
        Command(
            "db verify", "Restores a backup into a throwaway PostgreSQL and compares rows, keys, policies, migrations.",
            arguments: [.one("file", "The backup.")]),
        Command(
            "db restore", "Plays a backup into an empty database; the server must not run.",
            settings: [Options.databaseURL, replace], arguments: [.one("file", "The backup.")]),
        Command(
            "db roles", "Prints what an administrator runs once on a PostgreSQL of your own.",
            arguments: [.perhaps("database", "Its name; else breeze.")]),
    ]
}
