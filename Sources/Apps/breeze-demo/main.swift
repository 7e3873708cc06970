// SPDX-License-Identifier: Apache-2.0
import Glibc
import Lifecycle
import Rehearsal

guard let call = Invocation(Array(CommandLine.arguments.dropFirst())) else {
    say(Invocation.usage, to: 2)
    exit(2)
}
if let obstacle = Endpoint.obstacle {
    say("breeze-demo: \(obstacle)", to: 2)
    exit(1)
}
do {
    try await House([Demo(call: call)]).run()
} catch {
    say("breeze-demo: \(error)", to: 2)
    exit(1)
}
