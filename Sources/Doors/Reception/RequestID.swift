// SPDX-License-Identifier: Apache-2.0
import Secrets
public import Web

/// The id that goes with a request from the door through audit, command and the agent's log, and back.
public enum RequestID {
    /// The trace id of a W3C `traceparent`, else a new one: 32 hexadecimal digits either way.
    public static func of(_ request: Web.Request) -> String {
        request.header("traceparent").flatMap(of(traceparent:)) ?? fresh()
    }

    /// The trace id in `00-<trace>-<span>-<flags>`, if it is one.
    public static func of(traceparent: String) -> String? {
        let parts = traceparent.split(separator: "-")
        guard parts.count >= 4, parts[0].count == 2, parts[1].utf8.count == 32, parts[1].utf8.allSatisfy(isHexDigit),
            parts[1].contains(where: { $0 != "0" })
        else { return nil }
        return parts[1].lowercased()
    }

    public static func fresh() -> String { Hex.text(of: randomBytes(16)) }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }
}
