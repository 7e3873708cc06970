// SPDX-License-Identifier: Apache-2.0
/// Everything one feature brings to the agent, said in one place.
public struct AgentFeature: Sendable {
    public let name: String
    /// Made afresh at each start of the agent, as collectors remember.
    public let collectors: @Sendable () -> [any Collector]
    public let handlers: [Handler]

    public init(
        _ name: String, collectors: @escaping @Sendable () -> [any Collector] = { [] }, handlers: [Handler] = []
    ) {
        (self.name, self.collectors, self.handlers) = (name, collectors, handlers)
    }
}
