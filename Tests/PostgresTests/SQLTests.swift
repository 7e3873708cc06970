// SPDX-License-Identifier: Apache-2.0
import Postgres
import Testing

@Suite struct SQLTests {
    @Test("a value becomes a bind, never text") func binds() {
        let name = "x'; drop table device; --"
        let sql: SQL = "select 1 from device where name = \(name) and age > \(3)"
        #expect(sql.text == "select 1 from device where name = $1 and age > $2")
    }

    @Test("two statements put together keep their binds in order") func composition() {
        let filter: SQL = "age > \(3) and name = \("ada")"
        let sql: SQL = "select 1 from device where org = \("o") and \(sql: filter) limit \(5)"
        #expect(sql.text == "select 1 from device where org = $1 and age > $2 and name = $3 limit $4")
        #expect(sql == "select 1 from device where org = \("o") and age > \(3) and name = \("ada") limit \(5)")
    }

    @Test("a sum and a join are composition too") func sums() {
        let filters: [SQL] = ["a = \(1)", "b = \(2)", "c = \(3)"]
        let sql = "select 1 where " + filters.joined(by: " and ")
        #expect(sql == "select 1 where a = \(1) and b = \(2) and c = \(3)")
        #expect([SQL]().joined(by: " and ").isEmpty)
    }

    @Test("numbers of several digits are replaced whole") func digits() {
        let ten: SQL = (1...12).map { "\($0)" as SQL }.joined(by: ", ")
        let sql: SQL = "values (\(0), \(sql: ten))"
        #expect(sql.text == "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
    }
}
