// SPDX-License-Identifier: Apache-2.0
public import Shapes

/// What this build is called; server and agents of one release say the same.
public enum Release {
    public static let version = "0.1.0"
    /// The oldest release whose servers may run beside ours on one database: the one before, once there is one.
    public static let since = "0.1.0"
    /// A moment before this program was made: a clock that says less is wrong.
    public static let date = Instant(milliseconds: 1_767_225_600_000)
    /// The link's protocol: the server speaks this and the two minor versions before.
    public static let `protocol` = "1.0"
}
