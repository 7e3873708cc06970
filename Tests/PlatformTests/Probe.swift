// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import GateKit
import Postgres
import Shapes
import Vocabulary

/// A feature for these tests: it keeps numbers, and counts how often its job has run.
struct ProbeSample: Message, Equatable {
    static let kind = "probe.sample"
    var number: Int
}

struct OtherSample: Message {
    static let kind = "probe.unheard_of"
    var word: String
}

extension Feature {
    static let probe = Feature(
        "probe", "Keeps numbers, for tests.",
        schema: [
            Migration(
                "probe_1_create",
                Array(
                    """
                    create table probe_sample (
                        org_id uuid not null, partner_id uuid not null, device_id uuid not null, boot text not null,
                        sequence int8 not null, at timestamptz not null, number int4 not null,
                        check (number <> 13), primary key (org_id, device_id, boot, sequence, at)
                    ) partition by range (at);
                    select house.partitioned_table('probe_sample', step => '1 day', keep => '14 days', intake => 'insert');
                    create table probe_sum (
                        org_id uuid not null, partner_id uuid not null, total int8 not null, runs int4 not null,
                        primary key (org_id)
                    );
                    select house.organization_table('probe_sum');
                    """.utf8))
        ],
        accepts: [Intake(ProbeSample.self, keep)],
        jobs: [Job("probe.sum", every: .hours(1), nudgedBy: [ProbeSample.kind], sum)],
        tools: [ReadProbe()]
    )
}

@Sendable private func keep(_ samples: [From<ProbeSample>], _ session: borrowing Session) async throws {
    try await session.run(
        """
        insert into probe_sample (org_id, partner_id, device_id, boot, sequence, at, number)
        select * from unnest(\(samples.map(\.organization))::uuid[], \(samples.map(\.partner))::uuid[],
            \(samples.map(\.device))::uuid[], \(samples.map(\.boot))::text[], \(samples.map(\.sequence))::int8[],
            \(samples.map(\.at))::timestamptz[], \(samples.map(\.content.number))::int4[])
        """)
}

@Sendable private func sum(_ session: borrowing Session, _ tick: Tick) async throws -> JobReport {
    let changed = try await session.run(
        """
        insert into probe_sum as s (org_id, partner_id, total, runs)
        select \(tick.organization), \(tick.partner), coalesce(sum(number), 0), 1 from probe_sample
         where org_id = \(tick.organization)
        on conflict (org_id) do update set total = excluded.total, runs = s.runs + 1
        """)
    return JobReport(examined: 1, changed: changed)
}

struct ReadProbe: Answer {
    static let name = "read_probe"
    static let title = "Probe"
    static let summary = "What the probe has kept of one device, and of its organization."
    static let risk = Risk.low
    static let permission: Permission = "devices:read"

    struct Input: Fields {
        @Field("The device to ask about.") var device: DeviceID
    }
    struct Output: Facts {
        @Fact("The numbers in the order of their sequence.") var numbers: [Int]
        @Fact("When they were so.") var times: [Instant]
        @Fact("What the job has added up.") var total: Int?

        init(numbers: [Int], times: [Instant], total: Int?) {
            self.numbers = numbers
            self.times = times
            self.total = total
        }
        static var example: Output { Output(numbers: [1], times: [.example], total: 1) }
    }

    func answer(_ input: Input, _ reading: Reading, _ call: Call) async throws -> Output {
        let rows = try await reading.rows(
            "select number, at from probe_sample where device_id = \(input.device) order by sequence")
        let sum = try await reading.one("select total from probe_sum where org_id = \(call.organization)")
        return Output(
            numbers: try rows.map { try $0("number") }, times: try rows.map { try $0("at") }, total: try sum?("total"))
    }
}
