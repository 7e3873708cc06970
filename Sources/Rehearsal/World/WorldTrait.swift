// SPDX-License-Identifier: Apache-2.0
public import FeatureKit
public import Testing

/// `@Suite(.world([.reliability]))`: the tests of the suite share one world, which they reach as `World.current`.
///
/// Access, Devices and Tenancy are always there: without them nobody could ask and nothing could answer.
public struct WorldTrait: SuiteTrait, TestTrait, TestScoping {
    let features: [Feature]
    public var isRecursive: Bool { false }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await World.with(features) { _ in try await function() }
    }
}

extension Trait where Self == WorldTrait {
    public static func world(_ features: [Feature] = []) -> Self { WorldTrait(features: features) }
}
