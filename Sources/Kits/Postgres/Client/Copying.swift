// SPDX-License-Identifier: Apache-2.0
import CPQ

/// One COPY under way on a leased connection; of its connection's loop, like that.
///
/// COPY is not possible in a pipeline: the connection leaves it for as long.
final class Copying {
    enum Phase { case waiting, asked, open, ending(abandoned: Bool) }

    let text: String
    var phase = Phase.waiting
    /// Rows that the server stored, once it has said so.
    private(set) var count = 0
    var fault: (any Error)?
    private var waiter: Waiter<Int>?

    init(_ text: String) { self.text = text }

    /// Whoever wrote last waits until all of that is on its way.
    func await(_ waiter: Waiter<Int>) { self.waiter = waiter }

    /// What was written has left.
    func taken() { if case .open = phase { wake() } }

    func over(_ error: (any Error)?, count: Int = 0) {
        (fault, self.count) = (error ?? fault, count)
        wake()
    }

    func wake() {
        waiter.take()?.finish(fault.map { .failure($0) } ?? .success(count))
    }
}

extension Connection {
    /// When all that was asked before is answered.
    func begin(_ copying: Copying) {
        guard case .waiting = copying.phase, PQexitPipelineMode(raw) == 1, PQsendQuery(raw, copying.text) == 1 else {
            return
        }
        copying.phase = .asked
        due.append(.copy)
        if PQflush(raw) != 0 { isBroken = true }  // a few bytes on a connection that is quiet
    }

    /// Says whether libpq took it.
    func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return PQputCopyData(raw, start, Int32(bytes.count)) == 1
        }
    }

    /// With a reason the server forgets all of it.
    func end(_ copying: Copying, abandoned reason: String?) -> Bool {
        copying.phase = .ending(abandoned: reason != nil)
        return PQputCopyEnd(raw, reason) == 1
    }

    func readCopy() {
        guard let copying else { return isBroken = true }
        // libpq would only repeat that it is open; what went wrong, it says at the end.
        if case .open = copying.phase { return }
        while case .copy = due.first, PQisBusy(raw) == 0 {  // ends with the nil after the last answer
            guard let result = PQgetResult(raw) else {
                due.removeFirst()
                self.copying = nil
                if PQenterPipelineMode(raw) != 1 { isBroken = true }
                return copying.wake()
            }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COPY_IN:
                guard case .asked = copying.phase else { return isBroken = true }
                copying.phase = .open
                return copying.wake()
            case PGRES_COMMAND_OK: copying.over(nil, count: Rows.touched(by: result))
            default: copying.refuse(Fault(result), at: diagnosis("W", of: result))
            }
        }
    }
}

extension Copying {
    /// The server names the line where it was, `COPY note, line 3, column id`; each row is one.
    fileprivate func refuse(_ fault: Fault, at place: String) {
        if case .ending(abandoned: true) = phase { return }  // it says only what it was told
        let line = place.firstRange(of: ", line ").flatMap { Int(place[$0.upperBound...].prefix { $0.isNumber }) }
        self.fault = line.map { UnfitRow(number: $0, why: fault.error) } ?? fault.error
    }
}
