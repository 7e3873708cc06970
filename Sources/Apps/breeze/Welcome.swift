// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import Files
import GateKit
import Glibc
import JSON
import Lifecycle
import Reception
import Secrets
import Settings
import Vocabulary

/// Says where the console is, once everything is up; on a terminal with a link that signs the administrator in.
struct Welcome: Service {
    let name = "welcome"
    private let gate: Gate
    private let whereabouts: Whereabouts

    private let installation: Installation

    init(_ gate: Gate, _ whereabouts: Whereabouts, _ installation: Installation) {
        (self.gate, self.whereabouts, self.installation) = (gate, whereabouts, installation)
    }

    func start() async throws {
        let url = whereabouts.console
        try replace(installation.console, with: Array(url.utf8))
        var lines = ["", "Breeze \(Release.version) is up.", ""]
        if isatty(1) == 1, let path = try await signInPath() {
            lines += [
                "  Console      \(url)\(path)", "               The link signs you in as administrator. It works once.",
            ]
        } else {
            lines += [
                "  Console      \(url)",
                "               `breeze login`, on this machine, makes a link that signs you in.",
            ]
        }
        lines += [
            "  Agents       \(whereabouts.agents)", "  Fingerprint  \(whereabouts.fingerprint)", "",
        ]
        for line in lines { say(line) }
    }

    private func signInPath() async throws -> String? {
        let request = Request("create_sign_in_link", Array(#"{"minutes":1440}"#.utf8), requestID: RequestID.fresh())
        guard case .done(let answer) = try await gate.handle(request, by: .terminal(user: geteuid())),
            case .string(let path)? = try JSON(parsing: answer)["path"]
        else { return nil }
        return path
    }
}

extension Whereabouts {
    /// As the settings have it, seen from outside.
    init(_ settings: Settings, _ fingerprint: Digest, installer: Digest?) {
        let url = Options.console(of: settings)
        let address = url.split(separator: "/").dropFirst().first ?? "localhost"
        let end =
            address.hasPrefix("[")
            ? address.firstIndex(of: "]").map(address.index(after:)) : address.firstIndex(of: ":")
        let host = address[..<(end ?? address.endIndex)]
        self.init(
            console: url.hasSuffix("/") ? String(url.dropLast()) : url,
            agents: "https://\(host):\(settings[Options.agents])", fingerprint: fingerprint.hex,
            installer: installer?.hex)
    }
}
