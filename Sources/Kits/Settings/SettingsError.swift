// SPDX-License-Identifier: Apache-2.0

/// What is wrong with how a program was called or set up: each says what, where, and what to do.
public enum SettingsError: Error, Equatable, CustomStringConvertible {
    case unknownFlag(String, nearest: String?)
    case unknownKey(String, source: Source, nearest: String?)
    case unknownCommand(String, nearest: String?)
    case invalid(name: String, given: String, source: Source, why: String)
    case notSet(name: String, flag: String, variable: String)
    case noValue(flag: String, noun: String)
    case repeated(String)
    case missingArgument(String, command: String)
    case strayArgument(String, command: String)
    case noCommand(program: String)
    case badFile(path: String, line: Int?, why: String)

    public var description: String {
        switch self {
        case .unknownFlag(let flag, let nearest): "unknown flag \(flag)" + hint(nearest)
        case .unknownKey(let key, let source, let nearest): "unknown setting \(key) in \(source)" + hint(nearest)
        case .unknownCommand(let words, let nearest): "unknown command \(words)" + hint(nearest)
        case .invalid(let name, let given, let source, let why): "\(name) is \(given) (\(source)), but \(why)"
        case .notSet(let name, let flag, let variable):
            "\(name) is not set: use \(flag), \(variable), or \(name) in the settings file"
        case .noValue(let flag, let noun): "\(flag) needs a value: \(noun)"
        case .repeated(let name): "\(name) is given twice: keep one of them"
        case .missingArgument(let name, let command): "\(command) needs <\(name)>: see \(command) --help"
        case .strayArgument(let text, let command): "\(command) does not take \"\(text)\": see \(command) --help"
        case .noCommand(let program): "\(program) needs a command: see \(program) --help"
        case .badFile(let path, let line, let why): line.map { "\(path), line \($0): \(why)" } ?? "\(path): \(why)"
        }
    }

    private func hint(_ nearest: String?) -> String { nearest.map { "; did you mean \($0)?" } ?? "; see --help" }
}

/// The one of some words that somebody probably meant; nil if none is near.
func nearest(to word: String, among words: [String]) -> String? {
    let word = String(word.prefix(100))
    let ranked = words.map { (word: $0, distance: distance(Array(word.utf8), Array($0.utf8))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(2, word.utf8.count / 3) ? best.word : nil
}

/// How many letters must be changed, added, dropped or swapped with their neighbor.
private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var (before, last) = ([Int](), Array(0...b.count))
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
            row.append(least)
        }
        (before, last) = (last, row)
    }
    return last[b.count]
}
