// SPDX-License-Identifier: Apache-2.0
import CCurl
import Loops
import Synchronization

/// libcurl's multi handle on a thread of its own: everything of libcurl happens there, but for waking it.
final class Engine: Sendable {
    private enum Job: Sendable { case begin(Transfer), resume(Transfer), end(Transfer) }

    private struct State: Sendable {
        var jobs: [Job] = []
        var isOver = false
    }

    nonisolated(unsafe) private let multi: OpaquePointer  // waking it is allowed from any thread
    private let state = Mutex(State())
    private let most: Int

    init(_ rules: EgressRules) {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        guard let multi = curl_multi_init() else { preconditionFailure("no memory for libcurl") }
        (self.multi, most) = (OpaquePointer(multi), rules.transfers)
        cc_limit(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, rules.transfers)
        cc_limit(raw, CURLMOPT_MAXCONNECTS, 16)
    }

    private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(multi) }

    func start() { thread { self.run() } }
    /// Ends the thread, and with it all that is under way.
    func stop() { post(nil) }

    func begin(_ transfer: Transfer) { post(.begin(transfer)) }
    func resume(_ transfer: Transfer) { post(.resume(transfer)) }
    func end(_ transfer: Transfer) { post(.end(transfer)) }

    private func post(_ job: Job?) {
        let isOver = state.withLock { state in
            if state.isOver { return true }
            if let job { state.jobs.append(job) } else { state.isOver = true }
            // Under the lock: the thread gives the handle back only once it has seen the end.
            curl_multi_wakeup(raw)
            return false
        }
        if isOver, case .begin(let transfer)? = job {
            transfer.ended(with: .failure(.failed("the server is going down")))
        }
    }

    private func run() {
        var under: [ObjectIdentifier: Line] = [:]
        while true {  // ends when nobody holds the egress any more
            let (jobs, isOver) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isOver)
            }
            for job in jobs { take(job, &under) }
            if isOver { break }
            var running: Int32 = 0
            curl_multi_perform(raw, &running)
            var code = CURLE_OK
            while let easy = cc_ended(raw, &code) {  // ends when libcurl has told of all
                guard let context = cc_context(easy) else { continue }
                finish(Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue(), code, &under)
            }
            curl_multi_poll(raw, nil, 0, 60_000, nil)
        }
        for line in under.values {
            line.close(raw)
            line.transfer.ended(with: .failure(.failed("the server is going down")))
        }
        curl_multi_cleanup(raw)
    }

    private func take(_ job: Job, _ under: inout [ObjectIdentifier: Line]) {
        switch job {
        case .begin(let transfer):
            guard under.count < most else { return transfer.ended(with: .failure(.tooMany)) }
            let line = Line(transfer)
            curl_multi_add_handle(raw, line.easy)
            under[ObjectIdentifier(transfer)] = line
        case .resume(let transfer):
            if let line = under[ObjectIdentifier(transfer)] { curl_easy_pause(line.easy, CURLPAUSE_CONT) }
        case .end(let transfer):
            under.removeValue(forKey: ObjectIdentifier(transfer))?.close(raw)
            transfer.ended(with: .failure(.failed("given up")))
        }
    }

    private func finish(_ transfer: Transfer, _ code: CURLcode, _ under: inout [ObjectIdentifier: Line]) {
        transfer.ended(code)
        under.removeValue(forKey: ObjectIdentifier(transfer))?.close(raw)
    }
}
