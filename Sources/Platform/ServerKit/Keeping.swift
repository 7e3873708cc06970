// SPDX-License-Identifier: Apache-2.0
public import GateKit
import Journal

extension Keepers {
    /// The gate's keepers as a server has them.
    public static func live(
        _ credentials: Credentials, _ commands: Commands, _ diary: Diary, _ time: Timepiece
    ) -> Keepers {
        Keepers(
            authenticate: { try await credentials.principal($0) },
            deliver: { await commands.deliver($0, to: $1, seconds: $2) },
            note: { diary.note($0) },
            fault: { error, tool, request in
                journal.error(
                    "a call failed by a fault of ours", ["tool": tool, "request": request, "why": "\(error)"])
            },
            ended: { CallTimes.standard.count($0, took: $1) },
            now: time.now, ids: time.ids)
    }
}
