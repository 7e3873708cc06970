// SPDX-License-Identifier: Apache-2.0
import CLI
import Files
import Glibc
import JSON
import Lifecycle
import Loops
import Settings
import Web

/// Calls a tool, on this machine's server or on one far away; returns the exit status.
func ask(_ invocation: Invocation) async throws -> Int32 {
    let settings = invocation.settings
    return try await EventLoop.running { loop in
        let ending: Ending
        switch invocation.command {
        case "completion": ending = try script(for: invocation.arguments[0])
        case "complete": ending = await offers(after: invocation.arguments, try terminal(settings, loop))
        case "login": ending = await signIn(settings, loop)
        default:  // "call", and whatever the server calls a thing: the grammar lets nothing else through
            ending = try await converse(invocation, try terminal(settings, loop))
        }
        if !ending.text.isEmpty { say(ending.text, to: ending.isError ? 2 : 1) }
        return ending.status
    }
}

private func converse(_ invocation: Invocation, _ terminal: Terminal) async throws -> Ending {
    let settings = invocation.settings
    var manner = Terminal.Manner()
    (manner.organization, manner.wait) = (settings[Options.organization], settings[Options.wait])
    manner.idempotencyKey = settings[Options.once]
    let form: Conversation.Form =
        !settings[Options.json] ? .drawn(width: Screen.width) : Screen.isWatched ? .indented : .json
    let conversation = Conversation(terminal, as: form, manner)
    let asked = Asked(
        invocation.arguments, flags: invocation.otherFlags, isCall: invocation.command == "call",
        wantsHelp: invocation.wantsHelp)
    if asked.words.isEmpty {
        guard asked.wantsHelp else { throw SettingsError.noCommand(program: "breeze") }
        return Ending(text: Options.grammar.help() + (await conversation.overview()), isError: false, status: 0)
    }
    guard settings[Options.watch], !asked.wantsHelp else { return await conversation.answer(asked) }
    let pause = Duration.seconds(settings[Options.every])
    return await conversation.watch(asked, every: pause, turns: 86_400 / settings[Options.every]) { ending in
        // On a terminal the last look is wiped away first.
        say((Screen.isWatched ? Screen.wipe : "") + ending.text)
    }
}

private func script(for word: String) throws -> Ending {
    guard let shell = Completion.Shell(rawValue: word) else {
        let all = Completion.Shell.allCases.map(\.rawValue).joined(separator: ", ")
        return Ending(text: "breeze: the shells are \(all)", isError: true, status: 2)
    }
    return Ending(text: shell.script, isError: false, status: 0)
}

/// A line for each word that fits, and what it means.
private func offers(after words: [String], _ terminal: Terminal) async -> Ending {
    let commands = Options.grammar.commandNames.filter { $0.name != "complete" }.map {
        Completion.Offer($0.name, $0.help)
    }
    let flags = Options.asking.map { declared in
        let declaration = declared.declaration
        return (offer: Completion.Offer(declaration.flag, declaration.help), takesValue: !declaration.isTruth)
    }
    let completion = Completion(commands: commands, flags: flags, await terminal.freshestCatalogue())
    let lines = completion.offers(after: words).map { "\($0.word)\t\($0.meaning)" }
    return Ending(text: lines.joined(separator: "\n"), isError: false, status: 0)
}

/// The link as it can be clicked; an answer without one stays as it is.
private func signIn(_ settings: Settings, _ loop: EventLoop) async -> Ending {
    let asked = Asked(["create_sign_in_link"], isCall: true)
    let ending = await Conversation(onThisMachine(settings, loop), as: .json, Terminal.Manner()).answer(asked)
    let console = (try? contents(of: Installation(settings[Options.data].description).console)) ?? []
    guard !ending.isError, case .string(let path)? = try? JSON(parsing: Array(ending.text.utf8))["path"] else {
        return ending
    }
    let text = """
        \(String(decoding: console, as: UTF8.self))\(path)
        It signs the administrator in, once, within 15 minutes. An earlier link is no longer good.
        """
    return Ending(text: text, isError: false, status: ending.status)
}

private func terminal(_ settings: Settings, _ loop: EventLoop) throws -> Terminal {
    guard let server = settings[Options.url] else { return onThisMachine(settings, loop) }
    guard let file = settings[Options.key] else {
        throw SettingsError.notSet(name: "key_file", flag: "--key-file", variable: "BREEZE_KEY_FILE")
    }
    let key = String(decoding: try secret(at: file.description), as: UTF8.self)
    let trust: ClientTLS.Trust =
        if let file = settings[Options.authority] {
            .authority(.file(file.description))
        } else if let pin = settings[Options.pin] {
            .pinned(pin.lowercased())
        } else {
            .system
        }
    return Terminal(
        WebClient(on: loop, tls: try ClientTLS(trusting: trust)), try WebAddress(server), key: key,
        cache: Screen.cacheFolder,
        hint: "is that the server's address? --ca-file or --ca-sha256 name the authority of one that has its own")
}

/// Over the server's own socket, which only root and the server's account can open.
private func onThisMachine(_ settings: Settings, _ loop: EventLoop) -> Terminal {
    let socket = Installation(settings[Options.data].description).socket
    let data = settings[Options.data]
    return Terminal(
        WebClient(on: loop), WebAddress(socket: socket, target: "/"),
        hint: "is the server running? `make run` or `breeze run` starts it; --data names its folder, here \(data)")
}
