// SPDX-License-Identifier: Apache-2.0
/// Everything one feature brings to the agent, said in one place.
public struct AgentFeature: Sendable {
    public let name: String
    /// Made afresh at each start of the agent; `state` is a folder for what they must remember beyond it.
    public let collectors: @Sendable (_ state: String) -> [any Collector]
    public let handlers: [Handler]

    public init(
        _ name: String, collectors: @escaping @Sendable (_ state: String) -> [any Collector] = { _ in [] },
        handlers: [Handler] = []
    ) {
        (self.name, self.collectors, self.handlers) = (name, collectors, handlers)
    }
}
