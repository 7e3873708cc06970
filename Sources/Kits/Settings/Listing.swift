// SPDX-License-Identifier: Apache-2.0

/// One setting as it is told to whoever asks: what it is, and where that came from.
///
/// A secret is never among them: its setting is the path of its file.
public struct ListedSetting: Codable, Sendable, Equatable {
    public let name: String
    /// Missing where nothing is set and there is no default.
    public let value: String?
    public let source: String
}

extension Settings {
    /// All of them but those named, in the order of their declarations.
    public func listed(without hidden: [any Declared]) -> [ListedSetting] {
        let names = Set(hidden.map(\.declaration.name))
        return all.filter { !names.contains($0.name) }.map { setting in
            ListedSetting(
                name: setting.name, value: setting.word.isEmpty ? nil : setting.word,
                source: setting.source.description)
        }
    }
}

extension [ListedSetting] {
    /// One a line, in columns.
    public var text: String {
        let width = (
            names: map(\.name.count).max() ?? 0, values: Swift.min(48, map { ($0.value ?? "–").count }.max() ?? 0)
        )
        return map { setting in
            [fit(setting.name, width.names), fit(setting.value ?? "–", width.values), setting.source].joined(
                separator: "  ")
        }.joined(separator: "\n")
    }

    private func fit(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: Swift.max(0, width - text.count))
    }
}
