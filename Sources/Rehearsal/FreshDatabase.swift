// SPDX-License-Identifier: Apache-2.0
public import Testing

/// `@Suite(.freshDatabase(migrations))`: the tests of the suite share one throwaway database.
///
/// They reach it as `ThrowawayDatabase.current`; another suite cannot see it.
public struct FreshDatabase: SuiteTrait, TestTrait, TestScoping {
    @TaskLocal static var current: ThrowawayDatabase?
    let migrations: [Step]

    struct Step: Sendable { let name, sql: String }

    public var isRecursive: Bool { false }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let database = try await ThrowawayDatabase.make(migrations.map { ($0.name, $0.sql) })
        do {
            try await Self.$current.withValue(database) { try await function() }
        } catch {
            try? await database.drop()
            throw error
        }
        try await database.drop()
    }
}

extension Trait where Self == FreshDatabase {
    public static func freshDatabase(_ migrations: [(name: String, sql: String)] = []) -> Self {
        FreshDatabase(migrations: migrations.map { FreshDatabase.Step(name: $0.name, sql: $0.sql) })
    }
}

extension ThrowawayDatabase {
    /// The one of the suite that is running.
    public static var current: ThrowawayDatabase {
        get throws {
            guard let database = FreshDatabase.current else { throw Missing() }
            return database
        }
    }

    struct Missing: Error, CustomStringConvertible {
        var description: String { "no database here: the suite needs the trait .freshDatabase(…)" }
    }
}
