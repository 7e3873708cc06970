// SPDX-License-Identifier: Apache-2.0
import CCurl
import Synchronization

/// One request and its answer: libcurl's thread fills it, whoever asked empties it.
final class Transfer: Sendable {
    struct Head: Sendable {
        var status = 0
        var headers: [(name: String, value: String)] = []
    }

    private struct State: Sendable {
        var head = Head()
        var isHeadDue = true
        var parts: [[UInt8]] = []
        var held = 0
        var received = 0
        var isPaused = false
        var why: EgressError?  // what we ourselves found wrong
        var end: Result<Void, EgressError>?
        var asker: CheckedContinuation<Head, any Error>?
        var reader: CheckedContinuation<[UInt8]?, any Error>?
    }

    let request: EgressRequest
    let rules: EgressRules
    let names: [String]
    private let engine: Engine
    private let state = Mutex(State())

    /// Held for a reader who takes its time; beyond it the peer waits.
    private static let most = 262_144

    init(_ request: EgressRequest, _ rules: EgressRules, _ names: [String], _ engine: Engine) {
        (self.request, self.rules, self.names, self.engine) = (request, rules, names, engine)
    }

    /// Whoever asks waits for the head.
    func head() async throws -> Head {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { asker in
                let early: Result<Head, any Error>? = state.withLock { state in
                    if let end = state.end {
                        let head = state.head
                        return end.map { head }.mapError { $0 }
                    }
                    state.asker = asker
                    return nil
                }
                if let early { return asker.resume(with: early) }
                engine.begin(self)
            }
        } onCancel: {
            cancel()
        }
    }

    func part() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { reader in
                let (now, isRoomy): (Result<[UInt8]?, any Error>?, Bool) = state.withLock { state in
                    if !state.parts.isEmpty {
                        let part = state.parts.removeFirst()
                        state.held -= part.count
                        let isRoomy = state.isPaused && state.held < Self.most / 2
                        if isRoomy { state.isPaused = false }
                        return (.success(part), isRoomy)
                    }
                    if let end = state.end { return (end.map { nil }.mapError { $0 }, false) }
                    state.reader = reader
                    return (nil, false)
                }
                if isRoomy { engine.resume(self) }
                if let now { reader.resume(with: now) }
            }
        } onCancel: {
            cancel()
        }
    }

    func cancel() { engine.end(self) }

    // What libcurl tells, on its thread.

    /// One line of a head; each answer on the way, 100 and redirects, begins anew.
    func heard(line: String) {
        let told: (CheckedContinuation<Head, any Error>, Head)? = state.withLock { state in
            if line.hasPrefix("HTTP/") {
                state.head = Head(status: line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                state.head.headers.append((String(line[..<colon]), String(value)))
            } else if line.isEmpty, state.isHeadDue, !leadsOn(state.head) {
                state.isHeadDue = false
                return state.asker.take().map { ($0, state.head) }
            }
            return nil
        }
        if let (asker, head) = told { asker.resume(returning: head) }
    }

    private func leadsOn(_ head: Head) -> Bool {
        head.status < 200
            || request.redirects > 0 && [301, 302, 303, 307, 308].contains(head.status)
                && head.headers.contains { $0.name.lowercased() == "location" }
    }

    /// What libcurl is to be answered: taken, to be tried again later, or no more.
    enum Answer { case taken, pause, stop }

    func heard(_ part: [UInt8]) -> Answer {
        let (answer, reader): (Answer, CheckedContinuation<[UInt8]?, any Error>?) = state.withLock { state in
            guard state.held < Self.most else {
                state.isPaused = true
                return (.pause, nil)
            }
            state.received += part.count
            guard state.received <= request.limit else {
                state.why = .tooLarge(limit: request.limit)
                return (.stop, nil)
            }
            if let reader = state.reader.take() { return (.taken, reader) }
            state.parts.append(part)
            state.held += part.count
            return (.taken, nil)
        }
        reader?.resume(returning: part)
        return answer
    }

    /// Asked before a socket is opened.
    func mayConnect(to address: Address?) -> Bool {
        if let address, rules.allow(address) { return true }
        state.withLock { $0.why = .forbidden(address: address.map { "\($0)" } ?? "of another kind") }
        return false
    }

    func ended(_ code: CURLcode) {
        ended(with: code == CURLE_OK ? .success(()) : .failure(state.withLock { $0.why } ?? EgressError(code, request)))
    }

    func ended(with end: Result<Void, EgressError>) {
        let (asker, reader, head) = state.withLock { state in
            if state.end == nil { state.end = end }
            return (state.asker.take(), state.reader.take(), state.head)
        }
        asker?.resume(with: end.map { head }.mapError { $0 })
        reader?.resume(with: end.map { nil }.mapError { $0 })
    }
}

extension EgressError {
    fileprivate init(_ code: CURLcode, _ request: EgressRequest) {
        self =
            switch code {
            case CURLE_OPERATION_TIMEDOUT: .tooSlow
            case CURLE_FILESIZE_EXCEEDED: .tooLarge(limit: request.limit)
            case CURLE_TOO_MANY_REDIRECTS: .tooManyRedirects
            case CURLE_UNSUPPORTED_PROTOCOL: .invalid("it leads to an address of a kind that is not spoken")
            case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED: .invalid("the address is not one")
            default: .failed(String(cString: curl_easy_strerror(code)))  // libcurl knows ninety more
            }
    }
}
