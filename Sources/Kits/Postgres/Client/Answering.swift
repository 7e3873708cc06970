// SPDX-License-Identifier: Apache-2.0
import CPQ

extension Connection {
    /// Takes in what has come; says what must be asked again, and marks the connection if it is of no more use.
    func read() -> [Sequel] {
        guard PQconsumeInput(raw) == 1 else {
            isBroken = true
            return []
        }
        if case .copy = due.first {
            readCopy()
            return []
        }
        var sequels: [Sequel] = []
        var silence = 0
        // Each result is followed by a nil, except a Sync; three of them in a row mean that nothing more has come.
        while let next = due.first, !isBroken, PQisBusy(raw) == 0, silence < 3 {
            guard let result = PQgetResult(raw) else {
                silence += 1
                guard let result = latest.take() else { continue }
                silence = 0
                due.removeFirst()
                if let sequel = settle(next, result) { sequels.append(sequel) }
                continue
            }
            silence = 0
            take(result, for: next)
        }
        if PQstatus(raw) != CONNECTION_OK { isBroken = true }
        if let copying, due.isEmpty, !isBroken { begin(copying) }
        return sequels
    }

    private func take(_ result: OpaquePointer, for next: Due) {
        let status = PQresultStatus(result)
        if [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(status) {
            // libpq would say so for ever, and the server would wait.
            PQclear(result)
            isBroken = true
            if case .answer(let ask, _) = next {
                ask.fail(PostgresError.refused(sqlstate: "0A000", message: "COPY is for Session.copy"))
            }
            return
        }
        guard status == PGRES_PIPELINE_SYNC else {
            if let latest { PQclear(latest) }
            latest = result
            return
        }
        PQclear(result)
        due.removeFirst()
        settingFault = nil
        if case .sync = next { return }
        isBroken = true  // out of step
    }

    private func settle(_ item: Due, _ result: OpaquePointer) -> Sequel? {
        let status = PQresultStatus(result)
        let isFine = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK
        if case .answer(let ask, _) = item {
            load -= 1
            if isFine {
                ask.succeed(Rows(result))
                return nil
            }
        }
        defer { PQclear(result) }
        guard !isFine else { return nil }
        return fail(item, status == PGRES_PIPELINE_ABORTED ? nil : Fault(result))
    }

    /// The server refused it, or without a fault: did not get to it.
    private func fail(_ item: Due, _ fault: Fault?) -> Sequel? {
        if let fault, fault.isGoodbye { isBroken = true }
        switch item {
        case .sync, .forgotten, .copy: break
        case .beginning: isBroken = true  // what comes after it would run by itself and in nobody's name
        case .setting: settingFault = settingFault ?? fault
        case .parsed(let statement):
            statement.fault = fault
            statements.forget(statement)
        case .answer(let ask, let statement):
            guard let fault = statement.fault ?? fault else { return ask.spoiled(by: settingFault?.error) }
            if fault.isStale, statements.forget(statement) { deallocate(statement) }
            return ask.refused(fault)
        }
        return nil
    }
}
