// SPDX-License-Identifier: Apache-2.0
import Foundation
import Rehearsal
import Testing

@testable import JSON

/// The canonical form of RFC 8785.
@Suite struct CanonicalTests {
    func canonical(_ text: String) throws -> String {
        String(decoding: try JSON(parsing: Array(text.utf8)).canonical, as: UTF8.self)
    }

    @Test("the RFC's example of primitives, literals and strings") func example() throws {
        let given = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let due =
            #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(try canonical(given) == due)
    }

    @Test("the RFC's example of sorting: by UTF-16 units, not by code points") func sorting() throws {
        let given = #"""
            {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
             "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
            """#
        let due =
            #"{"\r":"Carriage Return","1":"One",""# + "\u{80}"
            + #"":"Control","ö":"Latin Small Letter O With Diaeresis","#
            + #""€":"Euro Sign","😀":"Emoji: Grinning Face",""# + "\u{fb33}" + #"":"Hebrew Letter Dalet With Dagesh"}"#
        #expect(try canonical(given) == due)
    }

    @Test(
        "the numbers of the RFC's appendix B",
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"), (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func numbers(bits: UInt64, due: String) throws {
        #expect(Double(bitPattern: bits).ecmaScript == due)
        #expect(try JSON.number(Double(bitPattern: bits)).canonical == Array(due.utf8))
    }

    @Test("what has no exact double is refused, and so is what is no number") func refused() throws {
        #expect(
            try canonical("[9007199254740992,-9007199254740992,1e3,4611686018427387904]")
                == "[9007199254740992,-9007199254740992,1000,4611686018427388000]")
        for value: JSON in [.integer(9_007_199_254_740_993), .integer(.max), .number(.infinity), .number(.nan)] {
            #expect(throws: JSONError.self, "\(value)") { try value.canonical }
        }
    }

    @Test("thousands of doubles are spelled as Node spells them", .enabled(if: Node.isHere, "not run: no node"))
    func node() throws {
        var dice = Dice(seed: 8785)
        var doubles: [Double] = []
        for _ in 0..<20_000 { doubles.append(Double(bitPattern: dice.next())) }
        for _ in 0..<10_000 {
            doubles.append(Double(Int64(truncatingIfNeeded: dice.next()) >> Int64.random(in: 0...60, using: &dice)))
        }
        for exponent in -330...310 { doubles.append(Double("1e\(exponent)") ?? 0) }
        for exponent in -1074...1023 {
            let power = Double(sign: .plus, exponent: exponent, significand: 1)
            doubles += [power, power.nextUp, power.nextDown]
        }
        for _ in 0..<10_000 {
            doubles.append((Double.random(in: -1e6...1e6, using: &dice) * 1000).rounded() / 1000)
        }
        doubles = doubles.filter(\.isFinite)
        let theirs = try Node.spelled(doubles)
        #expect(theirs.count == doubles.count)
        for (ours, theirs) in zip(doubles, theirs) where ours.ecmaScript != theirs {
            Issue.record("\(ours.bitPattern): \(ours.ecmaScript), Node says \(theirs)")
        }
    }
}

/// ECMAScript itself, if it is installed.
private enum Node {
    static let program = ["/usr/bin/node", "/usr/local/bin/node"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static var isHere: Bool { program != nil }

    static func spelled(_ doubles: [Double]) throws -> [Substring] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "breeze-node-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "doubles")
        try Data(doubles.flatMap { double in withUnsafeBytes(of: double.bitPattern.littleEndian) { Array($0) } }).write(
            to: file)
        let script = """
            const bytes = require('fs').readFileSync(process.argv[1]);
            const lines = [];
            for (let at = 0; at < bytes.length; at += 8) lines.push(JSON.stringify(bytes.readDoubleLE(at)));
            process.stdout.write(lines.join('\\n'));
            """
        let output = folder.appending(path: "output")
        try Data().write(to: output)
        let node = Process()
        node.executableURL = URL(filePath: program ?? "")
        node.arguments = ["-e", script, file.path]
        node.standardOutput = try FileHandle(forWritingTo: output)
        try node.run()
        node.waitUntilExit()
        return try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map { Substring($0) }
    }
}
