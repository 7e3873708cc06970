// SPDX-License-Identifier: Apache-2.0
import Settings
import SettingsFile

extension FuzzTarget {
    /// Broken TOML is refused with the line that is wrong.
    static let settingsFile = FuzzTarget("settings-file") { bytes throws(Broken) in
        let refusal: SettingsError
        do throws(SettingsError) {
            _ = try TOML.table(of: bytes, path: "f")
            return
        } catch {
            refusal = error
        }
        guard case .badFile(_, let line?, let why) = refusal else { throw Broken(description: "refused as \(refusal)") }
        let lines = bytes.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        try promise((1...lines + 1).contains(line), "line \(line) of \(lines)")
        try promise(!why.isEmpty, "refused without a reason")
    }
}
