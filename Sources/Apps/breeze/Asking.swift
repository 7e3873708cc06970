// SPDX-License-Identifier: Apache-2.0
import CLI
import Files
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
            ending = await onThisMachine(settings, loop).call("create_sign_in_link", [])
        default:  // "device release": the grammar lets nothing else through
            ending = await onThisMachine(settings, loop).call(
                "release_device", [("device", invocation.arguments[0])])
        }
        say(ending.text, to: ending.isError ? 2 : 1)
        return ending.status
    }
}

private func terminal(_ settings: Settings, _ loop: EventLoop) throws -> Terminal {
    guard let server = settings[Options.server] else { return onThisMachine(settings, loop) }
    guard let file = settings[Options.key] else {
        throw SettingsError.notSet(name: "key_file", flag: "--key-file", variable: "BREEZE_KEY_FILE")
    }
    let key = String(decoding: try contents(of: file.description), as: UTF8.self).filter { !$0.isWhitespace }
    return Terminal(WebClient(on: loop, tls: try ClientTLS()), try WebAddress(server), key: key)
}

/// Over the server's own socket, which only root and the server's account can open.
private func onThisMachine(_ settings: Settings, _ loop: EventLoop) -> Terminal {
    let socket = Installation(settings[Options.data].description).socket
    return Terminal(WebClient(on: loop), WebAddress(socket: socket, target: "/"))
}
