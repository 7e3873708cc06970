// SPDX-License-Identifier: Apache-2.0
import CLI
import Files
import JSON
import Lifecycle
import Loops
import Settings
import Web

/// Calls a tool, on this machine's server or on one far away; returns the exit status.
func ask(_ invocation: Invocation) async throws -> Int32 {
    let settings = invocation.settings
    return try await EventLoop.running { loop in
        let ending: Terminal.Ending
        switch invocation.command {
        case "call":
            let terminal = try terminal(settings, loop)
            ending = await terminal.call(
                invocation.arguments[0], invocation.otherFlags, organization: settings[Options.organization],
                idempotencyKey: settings[Options.once], wait: settings[Options.wait])
        case "login":
            ending = signIn(await onThisMachine(settings, loop).call("create_sign_in_link", []), settings)
        default:  // "device release": the grammar lets nothing else through
            ending = await onThisMachine(settings, loop).call(
                "release_device", [("device", invocation.arguments[0])])
        }
        say(ending.text, to: ending.isError ? 2 : 1)
        return ending.status
    }
}

/// The link as it can be clicked; an answer without one stays as it is.
private func signIn(_ ending: Terminal.Ending, _ settings: Settings) -> Terminal.Ending {
    let console = (try? contents(of: Installation(settings[Options.data].description).console)) ?? []
    guard !ending.isError, case .string(let path)? = try? JSON(parsing: Array(ending.text.utf8))["path"] else {
        return ending
    }
    let text = """
        \(String(decoding: console, as: UTF8.self))\(path)
        It signs the administrator in, once, within 15 minutes. An earlier link is no longer good.
        """
    return Terminal.Ending(text: text, isError: false, status: ending.status)
}

private func terminal(_ settings: Settings, _ loop: EventLoop) throws -> Terminal {
    guard let server = settings[Options.server] else { return onThisMachine(settings, loop) }
    guard let file = settings[Options.key] else {
        throw SettingsError.notSet(name: "key_file", flag: "--key-file", variable: "BREEZE_KEY_FILE")
    }
    let key = String(decoding: try secret(at: file.description), as: UTF8.self)
    return Terminal(WebClient(on: loop, tls: try ClientTLS()), try WebAddress(server), key: key)
}

/// Over the server's own socket, which only root and the server's account can open.
private func onThisMachine(_ settings: Settings, _ loop: EventLoop) -> Terminal {
    let socket = Installation(settings[Options.data].description).socket
    let data = settings[Options.data]
    return Terminal(
        WebClient(on: loop), WebAddress(socket: socket, target: "/"),
        hint: "is the server running? `make run` or `breeze run` starts it; --data names its folder, here \(data)")
}
