// SPDX-License-Identifier: Apache-2.0
public import Shapes
public import Vocabulary

public enum EnrollmentKey: Noun { public static let noun = "enrollment_key" }
public typealias EnrollmentKeyID = ID<EnrollmentKey>

/// A key that lets machines into one site.
public struct NewEnrollmentKey: Facts, Equatable {
    @Fact("Its id.") public var enrollmentKey: EnrollmentKeyID
    @Fact("The key itself, for `breeze-agent enroll --key`. It is shown this once.") public var secret: Secret
    @Fact("The site that its machines will belong to.") public var site: SiteID
    @Fact("How many machines may use it.", unit: .count) public var uses: Int
    @Fact("When it stops working.") public var expiresAt: Instant

    public init(enrollmentKey: EnrollmentKeyID, secret: Secret, site: SiteID, uses: Int, expiresAt: Instant) {
        self.enrollmentKey = enrollmentKey
        self.secret = secret
        self.site = site
        self.uses = uses
        self.expiresAt = expiresAt
    }

    public static var example: NewEnrollmentKey {
        NewEnrollmentKey(
            enrollmentKey: .example, secret: Secret("bre_Zk3mP0aQ…"), site: .example, uses: 1, expiresAt: .example)
    }
}
