// SPDX-License-Identifier: Apache-2.0

import Files
import JSON
import Shapes

/// One line of `journalctl -o json`, bounded and repaired.
///
/// Anybody on a machine can write an entry and put any field in it, but those whose names begin with an underscore are
/// journald's own: the queries ask by them, and this keeps them where the reading depends on them.
struct JournalEntry {
    let cursor: String
    let at: Instant
    let message: Message?
    /// What stands in MESSAGE.
    let text: String
    let isKernel: Bool
    private let fields: JSON

    /// The ids that systemd gives to what it says (`sd-messages.h`).
    enum Message: String {
        case unitFailed = "d9b373ed55a64feb8242e02dbe79a49c"
        case unitStarted = "39f53479d3a045ac8e11786248231fbf"
        case processExited = "98e322203f7a4ed290d09fe03c09fe15"
        case coreDumped = "fc2e22bc6ee647b6b90729ab34a250b1"
        case journalStarted = "f77379a8490b408bbe5f6940505a777b"
        case journalStopped = "d93fb3c9c24d451a97cea615ce59c00b"
        case shutdown = "98268866d1d54a499c4e98921d93bc40"
    }

    init?(line: ArraySlice<UInt8>) {
        guard let fields = try? JSON(parsing: Array(line), depth: 3), case .object = fields else { return nil }
        self.fields = fields
        func plain(_ name: String, limit: Int) -> String? { Self.text(fields[name], limit: limit) }
        guard let cursor = plain("__CURSOR", limit: 300), Self.isCursor(cursor),
            let micros = plain("__REALTIME_TIMESTAMP", limit: 20).flatMap({ Int($0) }), (0..<1 << 53).contains(micros)
        else { return nil }
        (self.cursor, at) = (cursor, Instant(milliseconds: micros / 1000))
        message = plain("MESSAGE_ID", limit: 32).flatMap(Message.init)
        text = plain("MESSAGE", limit: 300) ?? ""
        isKernel = plain("_TRANSPORT", limit: 10) == "kernel"
    }

    /// At most 300 bytes of a field.
    subscript(name: String) -> String? { Self.text(fields[name], limit: 300) }
    func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }
    var isFromServiceManager: Bool { self["_PID"] == "1" && !isKernel }

    /// The same for the same entry, whichever file it lies in: its boot, its moment in it, and the hash of its fields.
    var id: String {
        let parts = cursor.split(separator: ";").filter { ["b=", "m=", "x="].contains($0.prefix(2)) }
        return parts.map { String($0.dropFirst(2)) }.joined(separator: ":")
    }

    /// `s=…;i=…;b=…;m=…;t=…;x=…`, in lower-case hexadecimal; nothing else is given back to journalctl.
    static func isCursor(_ text: String) -> Bool {
        text.utf8.count <= 200 && text.hasPrefix("s=") && text.contains(";b=") && text.contains(";m=")
            && text.utf8.allSatisfy { "0123456789abcdef;=simtx".utf8.contains($0) }
    }

    /// journalctl writes what is not UTF-8 as numbers, and what is longer than 4 KB as null.
    private static func text(_ value: JSON?, limit: Int) -> String? {
        switch value {
        case .string(let text): String(repairing: text.utf8, limit: limit)
        case .array(let bytes):
            String(
                repairing: bytes.prefix(limit + 3).map {
                    if case .integer(let byte) = $0 { UInt8(clamping: byte) } else { 0 }
                }, limit: limit)
        case .null, .bool, .integer, .number, .object, nil: nil
        }
    }
}
