// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Programs

extension Endpoint {
    public static var isPossible: Bool { obstacle == nil }

    /// Why no machine can be booted here, for the tests that are left out to say; nil when one can.
    public static let obstacle: String? = {
        guard geteuid() == 0 else { return "not run: test machines need root" }
        let missing = ["debootstrap", "systemd-nspawn", "nsenter", "unshare", "ip", "timeout"].filter {
            !Host.has($0)
        }
        guard missing.isEmpty else {
            return "not run: \(missing.joined(separator: ", ")) missing; `scripts/setup test` installs them"
        }
        return canMount() ? nil : "not run: this machine cannot mount an overlay under \(Claim.ground.path)"
    }()

    /// Tries the one mount that all else stands on, in a namespace that ends with the try.
    private static func canMount() -> Bool {
        let script = """
            mkdir -p "$1" && t=$(mktemp -d "$1/try.XXXXXX") && mkdir $t/l $t/u $t/w $t/r &&
            mount -t overlay overlay -o lowerdir=$t/l,upperdir=$t/u,workdir=$t/w $t/r; s=$?
            umount $t/r; rm -rf --one-file-system $t; exit $s
            """
        let command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", Claim.ground.path]
        return (try? Host.program(command).run())?.ending == .exited(0)
    }
}
