// SPDX-License-Identifier: Apache-2.0
import Checkups
import JSON
import Lifecycle
import Settings

/// Prints what is set and where it came from; returns the exit status.
func printSettings(_ settings: Settings) throws -> Int32 {
    let listed = settings.listed(without: [Options.isJSON])
    say(settings[Options.isJSON] ? String(decoding: try JSON.encode(listed), as: UTF8.self) : listed.text)
    warn(ofStrays: settings)
    return 0
}

/// Prints what was found; returns the exit status.
func tell(_ checkup: Checkup, asJSON: Bool) throws -> Int32 {
    say(asJSON ? String(decoding: try JSON.encode(checkup), as: UTF8.self) : checkup.text)
    return checkup.status
}

/// What a doctor says of settings that cannot be read: nothing else can be looked at then.
func wrongSettings(_ error: SettingsError) -> Checkup {
    Checkup([.failed("settings", "\(error)", do: "correct it there; `breeze config` prints what is set")])
}

/// A variable that looks like ours and is not is another program's, or misspelled.
func warn(ofStrays settings: Settings) {
    guard !settings.strays.isEmpty else { return }
    say("breeze: not a setting, and ignored: \(settings.strays.joined(separator: ", "))", to: 2)
}
