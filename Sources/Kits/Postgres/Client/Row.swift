// SPDX-License-Identifier: Apache-2.0
/// One row that a server answered; its cells are read by name and type.
public struct Row: Sendable {
    private let rows: Rows
    private let index: Int
    init(_ rows: Rows, _ index: Int) { (self.rows, self.index) = (rows, index) }

    public func callAsFunction<Value: Cell>(_ column: StaticString) throws(RowError) -> Value {
        guard let value: Value = try self(column) else { throw .null(column.description) }
        return value
    }

    public func callAsFunction<Value: Cell>(_ column: StaticString) throws(RowError) -> Value? {
        guard let place = rows.column(column) else { throw .missing(column.description) }
        guard let text = rows.cell(index, place) else { return nil }
        guard let value = Value(cell: text) else { throw .malformed(column.description) }
        return value
    }
}

/// Names the column, never its content: errors are logged.
public enum RowError: Error, Equatable { case missing(String), null(String), malformed(String) }
