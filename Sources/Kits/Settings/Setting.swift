// SPDX-License-Identifier: Apache-2.0

/// One thing that can be set: declared once, read from everywhere, explained in the help.
///
/// `console_port` is `--console-port`, `BREEZE_CONSOLE_PORT`, and in a file `console_port` or `port` under `[console]`.
public struct Setting<Value: Settable>: Declared {
    public let declaration: Declaration

    /// Optional if there is a default; otherwise it must be given.
    ///
    /// - `inWords`: What the default is, where it differs from machine to machine.
    public init(
        _ name: StaticString, _ help: StaticString, default fallback: Value? = nil, inWords: StaticString? = nil,
        must check: @escaping @Sendable (Value) -> String? = { _ in nil }
    ) {
        declaration = Declaration("\(name)", "\(help)", fallback, nil, inWords.map { "\($0)" }, check)
    }
}

extension Setting where Value: Comparable {
    /// One that lies in a range.
    public init(
        _ name: StaticString, _ help: StaticString, default fallback: Value? = nil, inWords: StaticString? = nil,
        in range: ClosedRange<Value>
    ) {
        let words = "\(range.lowerBound.word)…\(range.upperBound.word)"
        declaration = Declaration("\(name)", "\(help)", fallback, words, inWords.map { "\($0)" }) { value in
            range.contains(value) ? nil : "must be in \(words)"
        }
    }
}

extension Setting {
    private init(declaration: Declaration) { self.declaration = declaration }

    /// One that may be left out, and has no default.
    public static func perhaps<Wrapped: Settable>(
        _ name: StaticString, _ help: StaticString, must check: @escaping @Sendable (Wrapped) -> String? = { _ in nil }
    ) -> Setting where Value == Wrapped? {
        Setting(declaration: Declaration("\(name)", "\(help)", .some(Wrapped?.none), nil, nil) { $0.flatMap(check) })
    }

    /// A secret, which is never set itself but by its file: `"session_key"` becomes `session_key_file`.
    public static func secret(_ name: StaticString, _ help: StaticString) -> Setting where Value == Path? {
        let range = "a file that only we can read"
        return Setting(declaration: Declaration("\(name)_file", "\(help)", .some(Path?.none), range, nil) { _ in nil })
    }
}

/// A setting, whatever its type.
public protocol Declared: Sendable {
    var declaration: Declaration { get }
}

/// What all settings have in common.
public struct Declaration: Sendable {
    public let name: String
    public let help: String
    /// What a value is, and the range that it lies in.
    public let noun: String
    public let range: String?
    let fallback: Resolved?
    private let inWords: String?
    public let isTruth: Bool
    let isList: Bool
    let read: @Sendable (Given, Source) throws(SettingsError) -> Resolved

    init<Value: Settable>(
        _ name: String, _ help: String, _ fallback: Value?, _ range: String?, _ inWords: String?,
        _ check: @escaping @Sendable (Value) -> String?
    ) {
        let isPlain = name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0 &- UInt8(ascii: "a") < 26 || $0 &- 48 < 10 }
        precondition(isPlain && !name.isEmpty, "a setting's name is lower case with underscores: \(name)")
        (self.name, self.help, self.range, self.inWords, noun) = (name, help, range, inWords, Value.noun)
        (isTruth, isList) = (Value.self == Bool.self, Value.self is any Listed.Type)
        self.fallback = fallback.map { value in
            if let why = check(value) { preconditionFailure("the default of \(name) \(why)") }
            return Resolved(name: name, value: value, word: value.word, source: .fallback)
        }
        read = { given, source throws(SettingsError) in
            guard let value = Value.value(of: given) else {
                throw .invalid(name: name, given: given.shown, source: source, why: "must be \(Value.noun)")
            }
            if let why = check(value) { throw .invalid(name: name, given: given.shown, source: source, why: why) }
            return Resolved(name: name, value: value, word: value.word, source: source)
        }
    }

    /// What it is when nobody says: empty if that is nothing, nil if somebody must say.
    public var usual: String? { fallback.map { inWords ?? $0.word } }

    public var flag: String { "--" + name.replacing("_", with: "-") }
    public var variable: String { "BREEZE_" + name.uppercased() }
}

/// Lists may be given more than once.
private protocol Listed {}
extension Array: Listed {}
