// SPDX-License-Identifier: Apache-2.0
import Journal
import Web

/// How long each door took for a request, until its answer was ready to be sent.
struct RequestTimes: Sendable {
    private let good: Histogram
    private let bad: Histogram
    private let failed: Histogram

    init(door: StaticString) {
        func times(_ outcome: StaticString) -> Histogram {
            Metrics.standard.histogram(
                "breeze_requests_seconds", "Requests: from the head to an answer that can be sent.",
                ["door": door, "outcome": outcome])
        }
        (good, bad, failed) = (times("answered"), times("refused"), times("failed"))
    }

    func timed(_ answer: () async throws -> Web.Response) async throws -> Web.Response {
        let began = ContinuousClock.now
        do {
            let response = try await answer()
            let times = response.status < 400 ? good : response.status < 500 ? bad : failed
            times.observe(.now - began)
            return response
        } catch {
            failed.observe(.now - began)
            throw error
        }
    }
}
