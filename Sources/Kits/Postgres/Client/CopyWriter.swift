// SPDX-License-Identifier: Apache-2.0
import CPQ

/// Takes the rows of one COPY; waits whenever the server is slower than whoever writes.
public final class CopyWriter {
    private let pool: Pool
    private let place: Place
    private var buffer: [UInt8] = []

    /// Bytes that leave at once.
    private static let piece = 65_536

    init(_ pool: Pool, _ place: Place) {
        (self.pool, self.place) = (pool, place)
        buffer.reserveCapacity(Self.piece * 2)
    }

    /// One row, its cells in the order of the columns; nil is a null.
    public func write(_ cells: [(any Cell)?]) async throws {
        for (index, cell) in cells.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: "\t")) }
            guard let cell else {
                buffer += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
                continue
            }
            for byte in cell.cell.utf8 { append(byte) }
        }
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.piece { try await send() }
    }

    private func append(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\\"): buffer += [byte, byte]
        case UInt8(ascii: "\t"): buffer += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
        case UInt8(ascii: "\n"): buffer += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case UInt8(ascii: "\r"): buffer += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        default: buffer.append(byte)
        }
    }

    /// Returns when all that was written is on its way.
    func send() async throws {
        try Task.checkCancellation()
        guard !buffer.isEmpty else { return }
        let (bytes, place) = (buffer, place)
        buffer.removeAll(keepingCapacity: true)
        _ = try await pool.copy(at: place) { pool, connection, copying in
            guard case .open = copying.phase, connection.write(bytes) else {
                return copying.over(PostgresError.connectionLost)
            }
            pool.touch(place.slot)
        }
    }
}

extension Session {
    /// Many rows in one statement, into `"table (column, column)"`; says how many were stored.
    ///
    /// If `rows` throws, or one of them does not fit, nothing of it remains; which one that was, ``UnfitRow`` says. The
    /// server says so only at the end.
    @discardableResult public borrowing func copy(
        into columns: StaticString, _ rows: (CopyWriter) async throws -> Void
    ) async throws -> Int {
        _ = try await lease.run(["select"])  // what is still due before it
        let (pool, place) = (lease.pool, lease.place)
        _ = try await pool.copy(at: place, asking: "copy \(columns) from stdin") { pool, connection, copying in
            guard connection.copying == nil else { preconditionFailure("a COPY inside a COPY") }
            connection.copying = copying
            if connection.due.isEmpty { connection.begin(copying) }
        }
        let writer = CopyWriter(pool, place)
        do {
            try await rows(writer)
            try await writer.send()
        } catch {
            _ = try? await pool.endCopy(at: place, abandoned: "given up by its writer")
            throw error
        }
        return try await pool.endCopy(at: place, abandoned: nil)
    }
}

extension Pool {
    typealias CopyStep = @Sendable (isolated Pool, Connection, Copying) -> Void

    /// Does a step of a COPY and waits until it has been taken, or until there is nothing more to wait for.
    nonisolated func copy(
        at place: Place, asking text: String? = nil, _ step: @escaping CopyStep
    ) async throws -> Int {
        let waiter = Waiter<Int>()
        return try await withUnsafeThrowingContinuation { continuation in
            guard waiter.wait(continuation) else { return }
            enter { pool in
                guard let connection = pool.connection(at: place), !connection.isBroken,
                    let copying = text.map({ Copying($0) }) ?? connection.copying
                else {
                    waiter.finish(.failure(PostgresError.connectionLost))
                    return
                }
                copying.await(waiter)
                step(pool, connection, copying)
                pool.watchSilence()
            }
        }
    }

    nonisolated func endCopy(at place: Place, abandoned reason: String?) async throws -> Int {
        try await copy(at: place) { pool, connection, copying in
            guard connection.end(copying, abandoned: reason) else {
                return copying.over(PostgresError.connectionLost)
            }
            pool.touch(place.slot)
            connection.readCopy()  // what the server has said meanwhile lies here already
        }
    }
}
