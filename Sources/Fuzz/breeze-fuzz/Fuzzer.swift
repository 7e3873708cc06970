// SPDX-License-Identifier: Apache-2.0
import FuzzTargets
import Glibc

// libFuzzer brings `main` along: this program is built by `make fuzz` only.

/// The target that `BREEZE_FUZZ` names.
private let target: FuzzTarget = {
    let name = getenv("BREEZE_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        fatalError("BREEZE_FUZZ is one of: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
    }
    return target
}()

/// libFuzzer calls this with one input after the other.
@_cdecl("LLVMFuzzerTestOneInput")
public func feed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do { try target.feed(Array(UnsafeBufferPointer(start: start, count: count))) } catch { fatalError("\(error)") }
    return 0
}
