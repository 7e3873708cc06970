// SPDX-License-Identifier: Apache-2.0
/// What an array in one column may hold: any cell, a cell or null, or the bytes of a `bytea`.
public protocol ArrayElement {
    var element: String? { get }
    init?(element: String?)
    static func cell(of elements: [Self]) -> String
    static func elements(of cell: String) -> [Self]?
}

extension ArrayElement {
    /// `{"a",NULL,"b"}`: how PostgreSQL spells an array in one text cell.
    public static func cell(of elements: [Self]) -> String {
        var bytes = [UInt8(ascii: "{")]
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            guard let text = element.element else {
                bytes.append(contentsOf: "NULL".utf8)
                continue
            }
            bytes.append(UInt8(ascii: "\""))
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    public static func elements(of cell: String) -> [Self]? {
        guard let parts = parts(of: cell) else { return nil }
        var elements: [Self] = []
        elements.reserveCapacity(parts.count)
        for part in parts {
            guard let element = Self(element: part) else { return nil }
            elements.append(element)
        }
        return elements
    }
}

extension Cell {
    public var element: String? { cell }
    public init?(element: String?) {
        guard let element else { return nil }
        self.init(cell: element)
    }
}

extension Optional: ArrayElement where Wrapped: Cell {
    public var element: String? { self?.cell }
    public init?(element: String?) {
        guard let element else {
            self = .none
            return
        }
        guard let value = Wrapped(cell: element) else { return nil }
        self = .some(value)
    }
}

extension Array: ArrayElement, Cell where Element: ArrayElement {
    public var cell: String { Element.cell(of: self) }
    public init?(cell: String) {
        guard let elements = Element.elements(of: cell) else { return nil }
        self = elements
    }
}

/// The text of each element, nil for null; nil altogether if this is no array of one dimension.
private func parts(of cell: String) -> [String?]? {
    guard cell.utf8.first == UInt8(ascii: "{"), cell.utf8.last == UInt8(ascii: "}"), cell.utf8.count > 1 else {
        return nil
    }
    var parts: [String?] = []
    var part: [UInt8] = []
    var (isOpen, isQuoted, wasQuoted, isEscaped) = (false, false, false, false)
    func text() -> String? {
        let text = String(decoding: part, as: UTF8.self)
        return text == "NULL" && !wasQuoted ? nil : text
    }
    for byte in cell.utf8.dropFirst().dropLast() {
        switch byte {
        case _ where isEscaped:
            isEscaped = false
            part.append(byte)
        case UInt8(ascii: "\\"): (isOpen, isEscaped) = (true, true)
        case UInt8(ascii: "\""): (isOpen, isQuoted, wasQuoted) = (true, !isQuoted, true)
        case UInt8(ascii: ",") where !isQuoted:
            parts.append(text())
            part.removeAll(keepingCapacity: true)
            (isOpen, wasQuoted) = (true, false)
        case UInt8(ascii: "{") where !isQuoted, UInt8(ascii: "}") where !isQuoted: return nil
        default:
            isOpen = true
            part.append(byte)
        }
    }
    guard !isQuoted, !isEscaped else { return nil }
    return isOpen ? parts + [text()] : parts
}
