// SPDX-License-Identifier: Apache-2.0
import CToml
import Files
public import Settings

/// Settings files, in TOML 1.0.
public enum TOML {
    /// What a file says; nil if there is none.
    public static func table(at path: String) throws -> FileTable? {
        guard exists(path) else { return nil }
        let bytes = try contents(of: path, limit: 1_048_576)
        return try table(of: bytes, path: path)
    }

    /// What a text says; `path` is what errors call it.
    public static func table(of bytes: [UInt8], path: String) throws(SettingsError) -> FileTable {
        let listener = Listener()
        var error = [CChar](repeating: 0, count: 300)
        var line: Int32 = 0
        let isRead = bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                // The listener is only used until the call returns, and we hold it until then.
                ct_read(
                    text.baseAddress, text.count, Unmanaged.passUnretained(listener).toOpaque(), hear, &error,
                    error.count,
                    &line)
            }
        }
        guard isRead == 1 else {
            let why = String(decoding: error.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw .badFile(path: path, line: Int(line), why: why)
        }
        // In the order of the file, which is not that of the parser.
        return FileTable(
            path: path, entries: withExtendedLifetime(listener) { listener.entries }.sorted { $0.line < $1.line })
    }
}

/// Collects what the parser tells.
private final class Listener {
    var entries: [FileTable.Entry] = []

    func hear(_ key: String, _ word: Given.Word?, isElement: Bool, line: Int) {
        guard isElement, let list = entries.last, list.given.isList, let word else {
            entries.append(FileTable.Entry(key, word.map { Given([$0]) } ?? Given([], isList: true), line: line))
            return
        }
        entries[entries.count - 1] = FileTable.Entry(
            key, Given(list.given.words + [word], isList: true), line: list.line)
    }
}

private func hear(
    _ context: UnsafeMutableRawPointer?, _ key: UnsafePointer<CChar>?, _ keyCount: Int, _ kind: ct_kind,
    _ element: Int32, _ text: UnsafePointer<CChar>?, _ textCount: Int, _ line: Int32
) {
    guard let context else { return }
    let listener = Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue()
    let words: [ct_kind.RawValue: Given.Kind] = [
        CT_TEXT.rawValue: .text, CT_INTEGER.rawValue: .integer, CT_REAL.rawValue: .real, CT_TRUTH.rawValue: .truth,
    ]
    let word = Given.Word(string(text, textCount), words[kind.rawValue] ?? .other)
    listener.hear(string(key, keyCount), kind == CT_LIST ? nil : word, isElement: element == 1, line: Int(line))
}

private func string(_ text: UnsafePointer<CChar>?, _ count: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
}
