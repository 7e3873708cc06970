// SPDX-License-Identifier: Apache-2.0
/// A statement that one connection has had parsed, under a name of that connection.
final class Statement {
    let text: String
    let name: String
    /// Why it could not be parsed; what runs it then only hears that there is no such name.
    var fault: Fault?
    fileprivate var lastUse = 0

    fileprivate init(_ text: String, _ name: String) { (self.text, self.name) = (text, name) }
}

/// What one connection has had parsed; bounded, for each costs the server memory.
struct Statements {
    static let most = 500
    private var known: [String: Statement] = [:]
    private var made = 0
    private var uses = 0

    var count: Int { known.count }

    mutating func find(_ text: String) -> Statement? {
        guard let statement = known[text] else { return nil }
        uses += 1
        statement.lastUse = uses
        return statement
    }

    mutating func make(_ text: String) -> Statement {
        (made, uses) = (made + 1, uses + 1)
        let statement = Statement(text, "s\(made)")
        statement.lastUse = uses
        known[text] = statement
        return statement
    }

    /// Says whether it was known.
    @discardableResult mutating func forget(_ statement: Statement) -> Bool {
        guard known[statement.text] === statement else { return false }
        known[statement.text] = nil
        return true
    }

    /// Takes out the one unused for longest, if there is no room for another.
    mutating func makeRoom() -> Statement? {
        guard known.count >= Self.most, let oldest = known.values.min(by: { $0.lastUse < $1.lastUse }) else {
            return nil
        }
        known[oldest.text] = nil
        return oldest
    }
}
