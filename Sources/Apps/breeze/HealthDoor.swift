// SPDX-License-Identifier: Apache-2.0
import Journal
import Postgres
import Web

/// What supervisors and monitoring on this machine ask.
struct HealthDoor: Sendable {
    let readiness = Readiness()
    private let database: Database
    private let counters = DatabaseCounters()

    init(_ database: Database) { self.database = database }

    func answer(_ request: Web.Request) async -> Web.Response {
        switch request.path {
        case "/healthz": return Web.Response(200, text: "alive\n")
        case "/readyz": return await ready()
        case "/metrics":
            counters.follow(await database.counts())
            return Web.Response(
                200, type: "text/plain; version=0.0.4; charset=utf-8", bytes: Array(Metrics.standard.text.utf8))
        default: return Web.Response(404, text: "here are /healthz, /readyz and /metrics\n")
        }
    }

    private func ready() async -> Web.Response {
        switch readiness.state {
        case .starting: Web.Response(503, text: "still starting\n")
        case .draining: Web.Response(503, text: "stopping: ask another server\n")
        case .open:
            await database.isReachable()
                ? Web.Response(200, text: "ready\n") : Web.Response(503, text: "the database does not answer\n")
        }
    }
}

/// What the database's kit counts, under the names that Prometheus knows.
private struct DatabaseCounters: Sendable {
    private let asked = Metrics.standard.counter("breeze_statements_total", "Statements that were asked.")
    private let again = Metrics.standard.counter(
        "breeze_statements_again_total", "Statements sent a second time: a plan was stale, or the connection went.")
    private let cancelled = Metrics.standard.counter(
        "breeze_statements_cancelled_total", "Statements whose asker went away, or whose time was up.")
    private let busy = Metrics.standard.counter(
        "breeze_statements_refused_total", "Statements turned away because too many were waiting.")
    private let late = Metrics.standard.counter(
        "breeze_statements_late_total", "Statements that gave up waiting for a connection.")
    private let opened = Metrics.standard.counter(
        "breeze_database_connections_total", "Connections to the database that were opened.")
    private let lost = Metrics.standard.counter(
        "breeze_database_connections_lost_total", "Connections to the database that ended without being asked.")

    func follow(_ counts: Postgres.Counts) {
        asked.raise(to: counts.asked)
        again.raise(to: counts.again)
        cancelled.raise(to: counts.cancelled)
        busy.raise(to: counts.busy)
        late.raise(to: counts.late)
        opened.raise(to: counts.opened)
        lost.raise(to: counts.lost)
    }
}
