// SPDX-License-Identifier: Apache-2.0
public import Shapes
import Vocabulary

/// A link that signs a person in, once.
public struct SignInLink: Facts, Equatable {
    @Fact("The path to open in a browser, after the server's address. It works once.") public var path: Secret
    @Fact("Until when it works.") public var expiresAt: Instant

    public init(path: Secret, expiresAt: Instant) {
        self.path = path
        self.expiresAt = expiresAt
    }

    public static var example: SignInLink {
        SignInLink(path: Secret("/setup/brl_Zk3mP0aQ…"), expiresAt: .example)
    }
}
