// SPDX-License-Identifier: Apache-2.0
/// A value that can lie in one column: it binds, and it can be read back.
public protocol Cell: ArrayElement {
    var cell: String { get }
    init?(cell: String)
}

extension String: Cell {
    public var cell: String { self }
    public init?(cell: String) { self = cell }
}
extension Int: Cell {
    public var cell: String { String(self) }
    public init?(cell: String) { self.init(cell) }
}
extension Int64: Cell {
    public var cell: String { String(self) }
    public init?(cell: String) { self.init(cell) }
}
extension Int32: Cell {
    public var cell: String { String(self) }
    public init?(cell: String) { self.init(cell) }
}
extension Double: Cell {
    public var cell: String { description }
    public init?(cell: String) { self.init(cell) }
}
extension Bool: Cell {
    public var cell: String { self ? "t" : "f" }
    public init?(cell: String) {
        switch cell {
        case "t": self = true
        case "f": self = false
        default: return nil
        }
    }
}
/// A word or a number with a name: what it stands for lies in the column.
extension Cell where Self: RawRepresentable, RawValue: Cell {
    public var cell: String { rawValue.cell }
    public init?(cell: String) {
        guard let raw = RawValue(cell: cell) else { return nil }
        self.init(rawValue: raw)
    }
}
