// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import Postgres
import Shapes
import Vocabulary

/// One transaction for the samples of many devices.
struct IntakeStore: Sendable {
    private let intakes: [String: Intake]
    private let nudges: [String: [Nudge]]
    private let database: Database
    private let time: Timepiece

    private struct Nudge: Sendable { let job: String }

    struct Kept: Sendable {
        /// Samples and fields that could not be read, and samples whose kind nobody accepts, by device.
        var dropped: [DeviceID: Int] = [:]
        /// Samples that the database refuses, each alone.
        var spoilt: [Spoilt] = []
    }

    struct Spoilt: Sendable { let kind: String, device: DeviceID, why: String }

    init(_ intakes: [Intake], _ jobs: [Job], _ database: Database, _ time: Timepiece) {
        self.intakes = Dictionary(intakes.map { ($0.kind, $0) }) { _, twin in
            preconditionFailure("two features accept \(twin.kind)")
        }
        nudges = Dictionary(grouping: jobs.flatMap { job in job.nudges.map { ($0, Nudge(job: job.name)) } }) { $0.0 }
            .mapValues { $0.map(\.1) }
        (self.database, self.time) = (database, time)
    }

    /// Bad data costs no more than itself: a batch that the database refuses is halved until the culprit is alone.
    ///
    /// Bounded by the logarithm of the batch for each culprit.
    func keep(_ samples: [From<RawSample>]) async throws -> Kept {
        do {
            return try await store(samples, except: false)
        } catch let error as PostgresError where error.isAboutData {
            guard samples.count > 1 else {
                var kept = try await store(samples, except: true)
                kept.spoilt = samples.map { Spoilt(kind: $0.content.kind, device: $0.device, why: "\(error)") }
                return kept
            }
            let first = try await keep(Array(samples[..<(samples.count / 2)]))
            let second = try await keep(Array(samples[(samples.count / 2)...]))
            return Kept(
                dropped: first.dropped.merging(second.dropped, uniquingKeysWith: +),
                spoilt: first.spoilt + second.spoilt)
        }
    }

    /// With `except` nothing but the marks is written: the samples count as taken.
    private func store(_ samples: [From<RawSample>], except isSpoilt: Bool) async throws -> Kept {
        let kinds = Dictionary(grouping: samples, by: \.content.kind).sorted { $0.key < $1.key }.map { kind, batch in
            let read = isSpoilt ? nil : intakes[kind]?.read(batch.map { said in said.map(\.body) })
            return (kind: kind, batch: batch, read: read)
        }
        return try await database.transaction(in: .intake) { session in
            let marks = try await session.lockMarks(of: samples)
            var kept = Kept()
            for (kind, batch, read) in kinds {
                let fresh = batch.filter { $0.isFresh(after: marks) }
                guard !fresh.isEmpty else { continue }
                if let read {
                    kept.dropped.merge(try await read.keep(marks, session), uniquingKeysWith: +)
                } else {
                    for said in fresh { kept.dropped[said.device, default: 0] += 1 }
                }
                try await session.nudge(nudges[kind]?.map(\.job) ?? [], for: fresh, at: time.now())
            }
            try await session.raiseMarks(to: samples)
            return kept
        }
    }
}

extension PostgresError {
    /// The statement's data is to blame, so the same data will be refused again.
    var isAboutData: Bool {
        switch self {
        case .constraint: true
        case .refused(let state, _): state.hasPrefix("22") || state.hasPrefix("23")
        case .busy, .deadline, .connectionLost, .outcomeUnknown, .tooMany, .serialization: false
        }
    }
}

extension Session {
    /// How far each device has been taken in; locked until the end of the transaction, in one order for all servers.
    fileprivate func lockMarks(of samples: [From<RawSample>]) async throws -> [DeviceID: Int] {
        let devices = Dictionary(samples.map { ($0.device, $0) }) { first, _ in first }.values.sorted {
            $0.device.description < $1.device.description
        }
        try await run(
            """
            insert into house.intake_mark (org_id, partner_id, device_id, sequence)
            select org_id, partner_id, device_id, -1
              from unnest(\(devices.map(\.organization))::uuid[], \(devices.map(\.partner))::uuid[],
                          \(devices.map(\.device))::uuid[]) as seen (org_id, partner_id, device_id)
            on conflict do nothing
            """)
        let rows = try await rows(
            """
            select m.device_id, m.sequence from house.intake_mark m
              join unnest(\(devices.map(\.organization))::uuid[], \(devices.map(\.device))::uuid[])
                as seen (org_id, device_id) on m.org_id = seen.org_id and m.device_id = seen.device_id
             order by m.device_id for update of m
            """, limit: devices.count)
        return Dictionary(try rows.map { (try $0("device_id"), try $0("sequence")) }) { first, _ in first }
    }

    fileprivate func raiseMarks(to samples: [From<RawSample>]) async throws {
        let highest = Dictionary(samples.map { ($0.device, $0) }) { $0.sequence > $1.sequence ? $0 : $1 }.values
        guard !highest.isEmpty else { return }
        try await run(
            """
            update house.intake_mark m set sequence = greatest(m.sequence, seen.sequence)
              from unnest(\(highest.map(\.organization))::uuid[], \(highest.map(\.device))::uuid[],
                          \(highest.map(\.sequence))::int8[]) as seen (org_id, device_id, sequence)
             where m.org_id = seen.org_id and m.device_id = seen.device_id
            """)
    }

    /// Makes jobs due for the organizations that have just spoken, in the commit of what they said.
    fileprivate func nudge(_ jobs: [String], for samples: [From<RawSample>], at now: Instant) async throws {
        guard !jobs.isEmpty else { return }
        let owners = Dictionary(samples.map { ($0.organization, $0.partner) }) { first, _ in first }.sorted {
            $0.key.description < $1.key.description
        }
        try await run(
            """
            insert into house.job as j (org_id, partner_id, name, due_at)
            select o.org_id, o.partner_id, n.name, \(now)
              from unnest(\(owners.map(\.key))::uuid[], \(owners.map(\.value))::uuid[]) as o (org_id, partner_id)
             cross join unnest(\(jobs)::text[]) as n (name)
            on conflict (org_id, name) do update set due_at = least(j.due_at, excluded.due_at)
            """)
        nudge(Channel.jobs)
    }
}
