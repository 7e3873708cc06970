// SPDX-License-Identifier: Apache-2.0

/// Where a value came from.
public enum Source: Sendable, Equatable, CustomStringConvertible {
    case flag(String)
    case environment(String)
    case file(String, line: Int)
    case fallback

    public var description: String {
        switch self {
        case .flag(let flag): flag
        case .environment(let variable): variable
        case .file(let path, let line): "line \(line) of \(path)"
        case .fallback: "default"
        }
    }
}

/// One setting with its value.
public struct Resolved: Sendable {
    public let name: String
    let value: any Sendable
    /// The value as it would be written again.
    public let word: String
    public let source: Source
}

/// What a file says, by names joined with dots: see module SettingsFile.
public struct FileTable: Sendable {
    public struct Entry: Sendable {
        public let name: String
        public let given: Given
        public let line: Int
        public init(_ name: String, _ given: Given, line: Int) {
            (self.name, self.given, self.line) = (name, given, line)
        }
    }

    public let path: String
    public let entries: [Entry]
    public init(path: String, entries: [Entry]) { (self.path, self.entries) = (path, entries) }
}

/// Every setting of a program: flag before environment before file before default.
public struct Settings: Sendable {
    /// In the order of their declarations.
    public let all: [Resolved]
    /// Variables that look like ours and are not, for a warning: another program's, or misspelled.
    public let strays: [String]
    private let values: [String: Resolved]

    init(_ all: [Resolved], strays: [String]) {
        (self.all, self.strays) = (all, strays)
        values = Dictionary(all.map { ($0.name, $0) }) { _, last in last }
    }

    public subscript<Value: Settable>(_ setting: Setting<Value>) -> Value {
        guard let value = values[setting.declaration.name]?.value as? Value else {
            preconditionFailure("\(setting.declaration.name) is not declared by this command")
        }
        return value
    }

    public func source(of setting: some Declared) -> Source {
        values[setting.declaration.name]?.source ?? .fallback
    }
}
