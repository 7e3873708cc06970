// SPDX-License-Identifier: Apache-2.0
import CPQ

/// One value on its way to the server.
///
/// Always text so far. A binary form is one more case here, its format in `withCells`, and its reading in `Rows.cell`.
enum Bind: Sendable, Equatable {
    case null
    case text(String)

    var bytes: Int { if case .text(let text) = self { text.utf8.count } else { 0 } }
}

extension SQL {
    /// What is wrong with it before anybody has asked the server.
    var flaw: PostgresError? {
        guard binds.count <= 65_535 else {
            return .refused(sqlstate: "54023", message: "\(binds.count) binds; the protocol takes 65535")
        }
        for bind in binds {
            // libpq reads text up to its first zero byte: cutting it there in silence would store something else
            guard case .text(let text) = bind, text.utf8.contains(0) else { continue }
            return .refused(sqlstate: "22021", message: "a text value holds a zero byte")
        }
        return nil
    }
}

/// The binds as C strings, for the time of one call: one buffer, not one allocation each.
func withCells<Result>(
    _ binds: [Bind], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
    let size = binds.reduce(0) { $0 + $1.bytes + 1 }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size + 1) { bytes in
        withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: binds.count + 1) { pointers in
            var end = 0
            for (index, bind) in binds.enumerated() {
                guard case .text(var cell) = bind, let base = bytes.baseAddress else {
                    pointers[index] = nil
                    continue
                }
                let start = end
                cell.withUTF8 { text in
                    if let from = text.baseAddress { (base + end).update(from: from, count: text.count) }
                    end += text.count
                }
                bytes[end] = 0
                end += 1
                pointers[index] = UnsafeRawPointer(base + start).assumingMemoryBound(to: CChar.self)
            }
            return body(UnsafePointer(pointers.baseAddress))
        }
    }
}
