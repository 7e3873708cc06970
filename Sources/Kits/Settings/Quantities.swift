// SPDX-License-Identifier: Apache-2.0
import Glibc

extension Duration: Settable {
    private static let units: [(suffix: String, milliseconds: Int)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    public init?(word: String) {
        let digits = word.prefix { $0.isNumber }
        let suffix = digits.count == word.count ? "s" : word.dropFirst(digits.count)
        guard let number = Int(digits), let unit = Self.units.first(where: { $0.suffix == suffix }) else { return nil }
        let (milliseconds, isOver) = number.multipliedReportingOverflow(by: unit.milliseconds)
        guard !isOver else { return nil }
        self = .milliseconds(milliseconds)
    }
    public var word: String {
        let milliseconds = Int(self / .milliseconds(1))
        let unit = Self.units.last { milliseconds.isMultiple(of: $0.milliseconds) && milliseconds >= $0.milliseconds }
        return unit.map { "\(milliseconds / $0.milliseconds)\($0.suffix)" } ?? "0s"
    }
    public static var noun: String { "a time such as 500ms, 30s, 5m, 2h or 7d" }
    public static var kinds: Set<Given.Kind> { [.text, .integer] }
}

/// So many bytes: of memory, of disk, of a message.
public struct ByteCount: Settable, Hashable, Comparable {
    private static let units: [(suffix: String, bytes: Int)] = [
        ("B", 1), ("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30), ("TB", 1 << 40),
    ]

    public let bytes: Int
    public init(bytes: Int) { self.bytes = bytes }
    public static func megabytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 20) }
    public static func gigabytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 30) }
    public static func < (a: ByteCount, b: ByteCount) -> Bool { a.bytes < b.bytes }

    public init?(word: String) {
        let digits = word.prefix { $0.isNumber }
        let suffix = digits.count == word.count ? "B" : word.dropFirst(digits.count)
        guard let number = Int(digits), let unit = Self.units.first(where: { $0.suffix == suffix }) else { return nil }
        let (bytes, isOver) = number.multipliedReportingOverflow(by: unit.bytes)
        guard !isOver else { return nil }
        self.bytes = bytes
    }
    public var word: String {
        let unit = Self.units.last { bytes.isMultiple(of: $0.bytes) && bytes >= $0.bytes }
        return unit.map { "\(bytes / $0.bytes)\($0.suffix)" } ?? "\(bytes)B"
    }
    public static var noun: String { "a size such as 512KB, 64MB or 2GB" }
    public static var kinds: Set<Given.Kind> { [.text, .integer] }
}

/// A file or folder; absolute from the start, for programs are started in other folders.
public struct Path: Settable, Hashable, CustomStringConvertible {
    public let description: String
    public init(_ path: String) {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else {
            description = path
            return
        }
        defer { free(here) }
        description = String(cString: here) + "/" + path
    }
    public init?(word: String) {
        guard !word.isEmpty, String(word: word) != nil else { return nil }
        self.init(word)
    }
    public var word: String { description }
    public static var noun: String { "a path" }
    public static var kinds: Set<Given.Kind> { [.text] }
}
