// SPDX-License-Identifier: Apache-2.0
import Glibc
import Lifecycle
import Rehearsal

/// Whole lines at once, whoever listens.
func say(_ line: String, on descriptor: Int32 = STDOUT_FILENO) {
    let bytes = Array((line + "\n").utf8)
    _ = write(descriptor, bytes, bytes.count)
}

guard let call = Invocation(Array(CommandLine.arguments.dropFirst())) else {
    say(Invocation.usage, on: STDERR_FILENO)
    exit(2)
}
if let obstacle = Endpoint.obstacle {
    say("breeze-demo: \(obstacle)", on: STDERR_FILENO)
    exit(1)
}
do {
    try await House([Demo(call: call)]).run()
} catch {
    say("breeze-demo: \(error)", on: STDERR_FILENO)
    exit(1)
}
