// SPDX-License-Identifier: Apache-2.0
import Postgres

// The two roles that are nobody's scope; no door and no feature ever holds a handle in their name.
extension Context {
    /// What agents send: inserts for any organization, and the few rows that an insert must look at.
    static let intake = Context(role: "breeze_intake", settings: [:])
    /// The server's own upkeep, and looking up whose a credential is.
    static let system = Context(role: "breeze_system", settings: [:])
}
