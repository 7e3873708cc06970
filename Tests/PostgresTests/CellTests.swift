// SPDX-License-Identifier: Apache-2.0
import Postgres
import Rehearsal
import Testing

@Suite(.freshDatabase()) struct CellTests {
    @Test func one() async throws {
        let database = try ThrowawayDatabase.current.database
        let row = try await database.reading(in: Context(role: "breeze_org", settings: [:])).one("select \(5) + 1 as n")
        #expect(try row?("n") == 6)
    }
}
