// SPDX-License-Identifier: Apache-2.0

/// What happened, told once, by whoever knows it: `journal.notice("judged", ["examined": 40, "took": duration])`.
///
/// Messages are constant, so that they can be counted and searched for; all that varies is a field.
public struct Log: Sendable {
    /// How much a line matters.
    public enum Level: String, CaseIterable, Comparable, Sendable {
        case debug, info, notice, warning, error

        /// Its place among all levels.
        var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .notice: 2
            case .warning: 3
            case .error: 4
            }
        }
        public static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }
    }

    public typealias Fields = KeyValuePairs<StaticString, any CustomStringConvertible>

    private let sink: Sink
    private let fixed: [Field]

    /// A log of its own; programs use ``standard``, tests read what a closure was given.
    public init(_ sink: Sink) { (self.sink, fixed) = (sink, []) }

    private init(_ sink: Sink, _ fixed: [Field]) { (self.sink, self.fixed) = (sink, fixed) }

    /// The program's own, on standard error.
    public static let standard = Log(.standardError())

    /// The least level that is written.
    public var level: Level {
        get { sink.level }
        nonmutating set { sink.level = newValue }
    }

    /// The same log, with these fields on every line.
    public func with(_ fields: Fields) -> Log { Log(sink, fixed + fields.map(Field.init)) }

    public func debug(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        write(.debug, message, fields)
    }
    public func info(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        write(.info, message, fields)
    }
    public func notice(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        write(.notice, message, fields)
    }
    public func warning(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        write(.warning, message, fields)
    }
    public func error(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        write(.error, message, fields)
    }

    private func write(_ level: Level, _ message: StaticString, _ fields: () -> Fields) {
        guard level >= sink.level else { return }
        sink.write(level, "\(message)", Self.context + fixed + fields().map(Field.init))
    }

    /// What is known about the work at hand, such as its request id.
    @TaskLocal static var context: [Field] = []

    /// Runs work whose every line, in whatever log, carries these fields.
    public static func within<Result>(
        _ fields: Fields, _ work: () async throws -> Result
    ) async rethrows -> Result {
        try await $context.withValue(context + fields.map(Field.init)) { try await work() }
    }
}

/// The journal of the program: what all code writes to that has been given no other.
public var journal: Log { .standard }
