// SPDX-License-Identifier: Apache-2.0
import CPQ

/// A connection that blocks: for start-up, where there is nothing else to do.
final class StartupConnection {
    private let raw: OpaquePointer
    private let listener = NoticeListener { _ in }

    init(_ address: String, as role: String) throws(Complaint) {
        switch dialled(address, as: role, isReadOnly: false) {
        case .open(let raw): self.raw = raw
        case .refused(let why): throw Complaint(message: why)
        }
        listener.attach(to: raw)
    }
    deinit { PQfinish(raw) }

    var isInTransaction: Bool { PQtransactionStatus(raw) == PQTRANS_INTRANS }

    /// One statement or several.
    func run(_ sql: String) throws(Complaint) { try check(PQexec(raw, sql)) }

    @discardableResult func rows(_ sql: String, _ binds: String...) throws(Complaint) -> [[String]] {
        let result = withCells(binds.map { .text($0) }) {
            PQexecParams(raw, sql, Int32(binds.count), nil, $0, nil, nil, 0)
        }
        guard let result, PQresultStatus(result) == PGRES_TUPLES_OK else {
            try check(result)
            return []
        }
        defer { PQclear(result) }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { PQgetvalue(result, row, $0).map { String(cString: $0) } ?? "" }
        }
    }

    private func check(_ result: OpaquePointer?) throws(Complaint) {
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status != PGRES_COMMAND_OK, status != PGRES_TUPLES_OK else { return }
        let message = diagnosis("M", of: result)
        throw Complaint(
            sqlstate: diagnosis("C", of: result),
            message: message.isEmpty ? PQerrorMessage(raw).map { String(cString: $0) } ?? "" : message,
            position: Int(diagnosis("P", of: result)))
    }
}
