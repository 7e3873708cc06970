// SPDX-License-Identifier: Apache-2.0
import AccessWire
public import FeatureKit

extension Feature {
    /// Who may come in: people by a one-time link and a session, programs by a key.
    public static let access = Feature(
        "access", "Who may ask for what: people's sessions, and API keys no wider than their maker.",
        schema: [
            Migration("access_1_create", PackageResources.access_1_create_sql),
            Migration("access_2_retention", PackageResources.access_2_retention_sql),
            Migration("access_3_meanings", PackageResources.access_3_meanings_sql),
        ],
        emits: [PersonSignedIn.self, APIKeyCreated.self, APIKeyRevoked.self],
        tools: [CreateAPIKey(), ListAPIKeys(), RevokeAPIKey(), CreateSignInLink()],
        listings: [keyListing],
        forms: [Form(for: CreateAPIKey.self, permissions: "permissions", newKey), Form(for: RevokeAPIKey.self)],
        choices: [keyChoices],
        authenticates: [
            Authenticator(keyPrefix, keyHolder), Authenticator(sessionPrefix, forBrowsers: true, sessionHolder),
        ],
        signsIn: SignIn(knows: knows, redeem: redeem, end: end)
    )
}

// What this feature's tokens begin with. An API key's is the contract's; the other two never leave a browser.
let keyPrefix = "brz_"
let sessionPrefix = "brs_"
let linkPrefix = "brl_"
