// SPDX-License-Identifier: Apache-2.0
import Settings
import Vocabulary

/// What can be set, and how the program is called.
enum Options {
    static let folder = "/var/lib/breeze-agent"
    static let data = Setting(
        "data", "The folder of everything that this agent keeps.", default: Path(folder))
    static let server = Setting<String>("server", "The agents' address of the server, https://host:8444.")
    static let key = Setting<String?>.perhaps("key", "The enrollment key, bre_…; better in a file.")
    static let keyFile = Setting<Path?>.secret("key", "The enrollment key.")
    static let pin = Setting<String>(
        "ca_sha256", "The fingerprint of the server's authority, as the server prints it.",
        must: { $0.utf8.count == 64 ? nil : "must be 64 hexadecimal digits" })

    static let isJSON = Setting("json", "Answers in JSON, for programs.", default: false)

    static let grammar = Grammar(
        "breeze-agent", "Observes this machine and obeys its server.", version: Release.version,
        hasFlagsOnly: true, settings: [data],
        commands: [
            Command("enroll", "Brings this machine into care.", settings: [server, key, keyFile, pin]),
            Command("run", "Runs until it is told to stop."),
            Command("status", "Says how the running agent is."),
            Command(
                "install",
                "Brings this machine into care, and makes the agent a service; a second time changes nothing.",
                settings: [server, key, keyFile, pin]),
            Command("uninstall", "Removes the service, the program, and all that the agent has kept on this machine."),
            Command(
                "diag", "Looks at all that the agent stands on, and says what to do; holds no secret.",
                settings: [isJSON]),
        ])
}
