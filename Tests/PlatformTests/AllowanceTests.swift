// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import AgentKit

@Suite struct AllowanceTests {
    @Test("an agent that takes more than five hundredths of a core looks less often, eight times at most, and recovers")
    func stretch() {
        let allowance = Allowance()
        allowance.judge(share: 0.05)
        #expect(allowance.stretch == 1)
        for _ in 0..<6 { allowance.judge(share: 0.06) }
        #expect(allowance.stretch == 8)
        allowance.judge(share: 0.03)
        #expect(allowance.stretch == 8)
        for _ in 0..<6 { allowance.judge(share: 0.01) }
        #expect(allowance.stretch == 1)
    }

    @Test("its memory has a limit that an agent at work is far below") func memory() {
        #expect(Allowance.Limits().memory == 64 << 20 && Allowance.Limits().share == 0.05)
    }
}
