// SPDX-License-Identifier: Apache-2.0
import Postgres
import Rehearsal
import Testing

enum Mood: String, Cell { case calm, stormy }
enum Floor: Int, Cell { case ground, first }

/// Values make the way to the server and back unchanged.
@Suite(.freshDatabase()) struct CellTests {
    private let nobody = Context(role: "breeze_org", settings: [:])

    private func ask(_ sql: SQL) async throws -> Row {
        try #require(try await ThrowawayDatabase.current.database.reading(in: nobody).one(sql))
    }

    @Test("single values") func values() async throws {
        let row = try await ask(
            """
            select \(true) ::bool as yes, \(Int.min)::bigint as small, \(0.1)::float8 as tenth, \(-Double.infinity)::float8 as low,
            \("ü\n\"'\\")::text as text, \(Mood.stormy)::text as mood, \(Floor.first)::int as floor, \(nil as Int?)::int as none
            """)
        #expect(try row("yes") == true)
        #expect(try row("small") == Int.min)
        #expect(try row("tenth") == 0.1)
        #expect(try row("low") == -Double.infinity)
        #expect(try row("text") == "ü\n\"'\\")
        #expect(try row("mood") == Mood.stormy)
        #expect(try row("floor") == Floor.first)
        #expect(try row("none") as Int? == nil)
    }

    @Test("bytes are a bytea, all 256 of them") func bytes() async throws {
        let bytes = Array(UInt8.min...UInt8.max)
        let row = try await ask("select \(bytes)::bytea as bytes, length(\(bytes)::bytea) as length, ''::bytea as none")
        #expect(try row("bytes") == bytes)
        #expect(try row("length") == 256)
        #expect(try row("none") == [UInt8]())
    }

    @Test(
        "arrays of text",
        arguments: [[], [""], ["a", "b"], ["NULL", "null"], ["{", "}", ",", "\"", "\\", " x "], ["ü", "\n"]])
    func texts(_ texts: [String]) async throws {
        let row = try await ask("select \(texts)::text[] as texts, coalesce(cardinality(\(texts)::text[]), 0) as count")
        #expect(try row("texts") == texts)
        #expect(try row("count") == texts.count)
    }

    @Test("arrays of other things, and with holes") func holes() async throws {
        let row = try await ask(
            """
            select \([1, nil, 3])::int[] as numbers, \(["NULL", nil])::text[] as texts, \([true, false])::bool[] as flags,
            \([[1, 2], [255]] as [[UInt8]])::bytea[] as bytes, \([Mood.calm])::text[] as moods
            """)
        #expect(try row("numbers") == [1, nil, 3])
        #expect(try row("texts") == ["NULL", nil])
        #expect(try row("flags") == [true, false])
        #expect(try row("bytes") == [[1, 2], [255]] as [[UInt8]])
        #expect(try row("moods") == [Mood.calm])
        #expect(throws: RowError.malformed("numbers")) { try row("numbers") as [Int] }
    }

    @Test("a cell that is not what was expected says so by its column") func surprises() async throws {
        let row = try await ask("select 'x' as word, null::text as none, '{{1},{2}}'::int[] as square")
        #expect(throws: RowError.malformed("word")) { try row("word") as Int }
        #expect(throws: RowError.malformed("word")) { try row("word") as Mood }
        #expect(throws: RowError.malformed("word")) { try row("word") as Bool }
        #expect(throws: RowError.null("none")) { try row("none") as String }
        #expect(throws: RowError.missing("other")) { try row("other") as String? }
        #expect(throws: RowError.malformed("square")) { try row("square") as [Int] }
    }

    @Test("a zero byte in a text is refused, not cut off") func zero() async throws {
        await #expect(throws: PostgresError.refused(sqlstate: "22021", message: "a text value holds a zero byte")) {
            _ = try await ask("select \("a\0b")::text as text")
        }
    }
}
