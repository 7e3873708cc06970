// SPDX-License-Identifier: Apache-2.0

/// A type that a setting can have.
public protocol Settable: Sendable {
    /// Reads what somebody wrote in a flag, in the environment, or in a file.
    init?(word: String)
    /// As it would be written again.
    var word: String { get }
    /// What a value is, in an error: "must be a whole number".
    static var noun: String { get }
    /// What a file may hold for it: `port = "8443"` is a mistake that is better told than guessed at.
    static var kinds: Set<Given.Kind> { get }
    /// Takes a value from all that was given; a type that is one word need not bother.
    static func value(of given: Given) -> Self?
}

extension Settable {
    public static func value(of given: Given) -> Self? {
        guard !given.isList, given.words.count == 1, let word = given.words.first else { return nil }
        guard word.kind == .plain || kinds.contains(word.kind) else { return nil }
        return Self(word: word.text)
    }
}

/// What was written for a setting, before anybody knew what it should be.
public struct Given: Sendable, Equatable {
    /// How a word was written; a flag and the environment know only plain ones.
    public enum Kind: Sendable { case plain, text, integer, real, truth, other }

    public struct Word: Sendable, Equatable {
        public let text: String
        public let kind: Kind
        public init(_ text: String, _ kind: Kind = .plain) { (self.text, self.kind) = (text, kind) }
    }

    public var words: [Word]
    public var isList: Bool

    public init(_ words: [Word], isList: Bool = false) { (self.words, self.isList) = (words, isList) }

    /// What an error shows of it.
    var shown: String {
        let text = words.map { $0.kind == .text ? "\"\($0.text)\"" : $0.text }.joined(separator: ", ")
        let bounded = text.count > 100 ? text.prefix(100) + "…" : text[...]
        return isList ? "[\(bounded)]" : bounded.isEmpty ? "empty" : String(bounded)
    }
}

extension Bool: Settable {
    public init?(word: String) {
        switch word {
        case "true", "yes", "on", "1": self = true
        case "false", "no", "off", "0": self = false
        default: return nil  // any other word is neither
        }
    }
    public var word: String { self ? "true" : "false" }
    public static var noun: String { "true or false" }
    public static var kinds: Set<Given.Kind> { [.truth] }
}

extension Int: Settable {
    public init?(word: String) { self.init(word, radix: 10) }
    public var word: String { String(self) }
    public static var noun: String { "a whole number" }
    public static var kinds: Set<Given.Kind> { [.integer] }
}

extension Double: Settable {
    public init?(word: String) {
        guard let value = Double(word), value.isFinite else { return nil }
        self = value
    }
    public var word: String { description }
    public static var noun: String { "a number" }
    public static var kinds: Set<Given.Kind> { [.integer, .real] }
}

extension String: Settable {
    /// One line, of a length that fits anywhere.
    public init?(word: String) {
        guard word.utf8.count <= 4096, word.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            return nil
        }
        self = word
    }
    public var word: String { self }
    public static var noun: String { "a text of at most 4096 bytes, without control characters" }
    public static var kinds: Set<Given.Kind> { [.text] }
}

extension Optional: Settable where Wrapped: Settable {
    public init?(word: String) {
        guard let value = Wrapped(word: word) else { return nil }
        self = .some(value)
    }
    public var word: String { map(\.word) ?? "" }
    public static var noun: String { Wrapped.noun }
    public static var kinds: Set<Given.Kind> { Wrapped.kinds }
    public static func value(of given: Given) -> Wrapped?? { Wrapped.value(of: given).map { .some($0) } }
}

extension Array: Settable where Element: Settable {
    public init?(word: String) {
        let elements = word.split(separator: ",").map { Element(word: String($0.drop { $0 == " " })) }
        self = elements.compactMap(\.self)
        guard count == elements.count else { return nil }
    }
    public var word: String { map(\.word).joined(separator: ",") }
    public static var noun: String { "a list, each of it \(Element.noun)" }
    public static var kinds: Set<Given.Kind> { Element.kinds }

    /// A list of a file, a flag given several times, or one word with commas.
    public static func value(of given: Given) -> [Element]? {
        if !given.isList, given.words.count == 1, given.words[0].kind == .plain {
            return Self(word: given.words[0].text)
        }
        guard given.isList || given.words.allSatisfy({ $0.kind == .plain }) else { return nil }
        let elements = given.words.map { Element.value(of: Given([$0])) }
        let whole = elements.compactMap(\.self)
        return whole.count == elements.count ? whole : nil
    }
}

/// A closed set of words: conform an enum of strings to it.
public protocol SettableChoice: Settable, CaseIterable, RawRepresentable<String> {}
extension SettableChoice {
    public init?(word: String) { self.init(rawValue: word) }
    public var word: String { rawValue }
    public static var noun: String { "one of \(allCases.map(\.rawValue).joined(separator: ", "))" }
    public static var kinds: Set<Given.Kind> { [.text] }
}
