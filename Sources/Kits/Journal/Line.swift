// SPDX-License-Identifier: Apache-2.0
import Shapes

/// One line of the journal, before anybody has decided how it looks.
struct Line: Sendable {
    let time: Instant
    let level: Log.Level
    let message: String
    let fields: [Field]

    /// One object of JSON; of two fields with one name the first one counts.
    var json: String {
        var names = ["time", "level", "message"]
        var text = #"{"time":"\#(time)","level":"\#(level.rawValue)","message":"# + quoted(message)
        for field in fields where !names.contains(field.name) {
            names.append(field.name)
            text += ","
            text += quoted(field.name)
            text += ":"
            switch field.value {
            case .bare(let value): text += value
            case .text(let value): text += quoted(value)
            }
        }
        return text + "}\n"
    }

    /// For a person who watches: the time of day, the level, the message, the fields.
    func human(inColor: Bool) -> String {
        let clock = time.description.dropFirst(11).dropLast()
        let level = level.rawValue + String(repeating: " ", count: 7 - level.rawValue.count)
        var text = inColor ? "\u{1B}[2m\(clock)\u{1B}[0m \(color)\(level)\u{1B}[0m " : "\(clock) \(level) "
        text += plain(message)
        for field in fields {
            text += inColor ? " \u{1B}[2m\(field.name)=\u{1B}[0m" : " \(field.name)="
            switch field.value {
            case .bare(let value): text += value
            case .text(let value): text += needsQuotes(value) ? quoted(value) : plain(value)
            }
        }
        return text + "\n"
    }

    private var color: String {
        switch level {
        case .debug: "\u{1B}[2m"
        case .info: ""
        case .notice: "\u{1B}[36m"
        case .warning: "\u{1B}[33m"
        case .error: "\u{1B}[31m"
        }
    }
}

private func needsQuotes(_ text: String) -> Bool {
    text.isEmpty || text.utf8.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "=") }
}

/// A string of JSON, in which nothing can end a line or command a terminal.
private func quoted(_ text: String) -> String { "\"\(plain(text, between: true))\"" }

private func plain(_ text: String, between quotes: Bool = false) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"" where quotes, "\\" where quotes: plain.append(contentsOf: ["\\", scalar])
        case "\n": plain.append(contentsOf: "\\n".unicodeScalars)
        case "\t": plain.append(contentsOf: "\\t".unicodeScalars)
        case _ where isCommand(scalar):
            let digits = String(scalar.value, radix: 16)
            let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
            plain.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
        default: plain.append(scalar)  // all other characters mean themselves
        }
    }
    return String(plain)
}

/// Controls, line separators, and what turns the direction of text: each could make a line say something else.
private func isCommand(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false  // ordinary text
    }
}
