// SPDX-License-Identifier: Apache-2.0
@testable import DevicesServer
import DevicesWire
import FeatureKit
import Markup
import Shapes
import Testing

@Suite struct DevicesPageTests {
    let digest = String(repeating: "ab", count: 32)

    @Test("with a fresh key comes the line that installs: it fetches, compares, and tells the key to nobody's list")
    func line() {
        let server = Whereabouts(
            console: "https://b.example:8443", agents: "https://b.example:8444", fingerprint: "f0", installer: digest)
        let page = newKey(.example, server).html()
        for part in [
            "curl -fsSk https://b.example:8444/install/agent", digest, "sha256sum -c", "sudo sh breeze-agent.sh",
        ] {
            #expect(page.contains(part), "\(page)")
        }
        #expect(page.contains(NewEnrollmentKey.example.secret.text))
        #expect(!page.contains("--key"))
    }

    @Test("a server without an agent to hand out says so, and pins its authority in the command") func without() {
        let server = Whereabouts(console: "https://b.example:8443", agents: "https://b.example:8444", fingerprint: "f0")
        let page = newKey(.example, server).html()
        #expect(page.contains("has no agent to hand out") && page.contains("--ca-sha256 f0") && !page.contains("curl"))
    }
}
