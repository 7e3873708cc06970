// SPDX-License-Identifier: Apache-2.0
import Files
import Glibc
import Lifecycle
import Loops
import Programs
import Settings

/// A folder that is gone when we are; PostgreSQL's account must be able to pass through.
func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = "/tmp/breeze-bench-\(getpid())"
    try makeFolder(folder, mode: 0o711)
    defer { _ = try? Program("/bin/rm", ["-rf", folder]).run(deadline: .seconds(120)) }
    try await body(folder)
}

func bench(_ settings: Settings) async throws {
    let extent = Extent(settings)
    let programs = settings[Options.programs].description
    try await withFolder { folder in
        let figures = try await interruptible {
            try await EventLoop.running { loop in
                try await Bench(
                    folder: folder, programs: programs, agent: settings[Options.agent].description, extent: extent,
                    chapters: Set(settings[Options.only].compactMap(Chapter.init)), loop: loop,
                    tell: { say($0.line) }
                ).run()
            }
        }
        guard !settings[Options.quick] else { return }
        var file = try FiguresFile(settings[Options.figures].description)
        file.describe(Host.description)
        try file.enter(figures)
        try file.write()
    }
}

do {
    switch try Options.grammar.read(Array(CommandLine.arguments.dropFirst()), environment: [:]) {
    case .help(let text): say(text)
    case .run(let invocation) where invocation.command == "hello":
        let loop = EventLoop()
        loop.start()
        try await House([Hello(invocation.settings, on: loop)]).run()
    case .run(let invocation): try await bench(invocation.settings)
    }
} catch {
    say("breeze-bench: \(error)", to: 2)
    exit(error is SettingsError ? 2 : 1)
}
