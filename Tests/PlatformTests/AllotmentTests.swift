// SPDX-License-Identifier: Apache-2.0
import Shapes
import Testing
import Vocabulary

@testable import ServerKit

@Suite struct AllotmentTests {
    private let start = Instant(milliseconds: 0)

    @Test("a week's backlog goes at once, then a steady trickle; what one sends costs no other") func trickle() {
        let (allotment, device, other) = (
            Allotment(), DeviceID.example, DeviceID("01932f6e-7d3c-7a10-8f00-0a1b2c3d4eff")
        )
        for _ in 0..<20 { #expect(allotment.wait(of: device, samples: 200, bytes: 0, at: start) == .zero) }
        #expect(allotment.wait(of: device, samples: 20, bytes: 0, at: start) == .seconds(10))
        #expect(other.map { allotment.wait(of: $0, samples: 200, bytes: 0, at: start) } == .zero)
        #expect(allotment.wait(of: device, samples: 2, bytes: 0, at: start + .seconds(11)) == .zero)
        #expect(allotment.wait(of: device, samples: 200, bytes: 0, at: start + .seconds(11)) == .seconds(60))
    }

    @Test("large samples count for what they take") func large() {
        let allotment = Allotment()
        for _ in 0..<4 {
            #expect(allotment.wait(of: .example, samples: 1, bytes: 1000 * 4096, at: start) == .zero)
        }
        #expect(allotment.wait(of: .example, samples: 1, bytes: 4096, at: start) > .zero)
    }
}
