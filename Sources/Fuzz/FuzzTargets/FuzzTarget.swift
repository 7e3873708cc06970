// SPDX-License-Identifier: Apache-2.0

/// An entrance for bytes that a stranger wrote, and what must hold whatever they are.
///
/// The bytes may be refused. Findings are a crash, a hang, and a promise that was ``Broken``. `make prove` tries new
/// bytes by the million; `make test` feeds those in `Tests/FuzzTests/Corpus`, a folder for each target.
public struct FuzzTarget: Sendable {
    public let name: String
    private let promises: @Sendable ([UInt8]) throws(Broken) -> Void

    init(_ name: String, _ promises: @escaping @Sendable ([UInt8]) throws(Broken) -> Void) {
        (self.name, self.promises) = (name, promises)
    }

    public func feed(_ bytes: [UInt8]) throws(Broken) { try promises(bytes) }

    public static let all: [FuzzTarget] = [
        .address, .decoder, .frames, .json, .proxy, .request, .schema, .settingsFile, .target,
    ]
}

/// What was promised of any bytes, and did not hold for these.
public struct Broken: Error, CustomStringConvertible {
    public let description: String
}

func promise(_ holds: Bool, _ what: @autoclosure () -> String) throws(Broken) {
    guard holds else { throw Broken(description: what()) }
}

/// What comes of a reading that succeeded before, or must succeed.
func kept<Value>(_ what: String, _ read: () throws -> Value) throws(Broken) -> Value {
    do { return try read() } catch { throw Broken(description: "\(what): \(error)") }
}
