// SPDX-License-Identifier: Apache-2.0
public import GateKit
public import Vocabulary

/// Everything one feature brings to the server, said in one place.
public struct Feature: Sendable {
    public let name: String
    public let promise: String
    public let schema: [Migration]
    public let founds: [Founding]
    public let accepts: [Intake]
    public let jobs: [Job]
    public let emits: [any Event.Type]
    public let tools: [any Tool]
    /// To whom the things belong that this feature keeps and calls point at by id.
    public let owners: [Whose]
    public let cards: [Card]
    public let listings: [Listing]
    public let subjects: [Subject]
    public let forms: [Form]
    /// What may be offered wherever the id of a thing is asked for.
    public let choices: [Choices]
    /// What the first page says while there is nothing yet; one feature of all says so.
    public let begins: Beginning?
    /// How credentials become principals.
    public let authenticates: [Authenticator]
    /// How machines come into care; one feature of all says so.
    public let admits: Admission?
    /// How a person's browser gets a session; one feature of all says so.
    public let signsIn: SignIn?

    public init(
        _ name: String, _ promise: String,
        schema: [Migration] = [], founds: [Founding] = [], accepts: [Intake] = [], jobs: [Job] = [],
        emits: [any Event.Type] = [], tools: [any Tool] = [], owners: [Whose] = [], cards: [Card] = [],
        listings: [Listing] = [],
        subjects: [Subject] = [], forms: [Form] = [], choices: [Choices] = [], begins: Beginning? = nil,
        authenticates: [Authenticator] = [], admits: Admission? = nil, signsIn: SignIn? = nil
    ) {
        (self.name, self.promise, self.schema, self.founds) = (name, promise, schema, founds)
        (self.accepts, self.jobs, self.emits) = (accepts, jobs, emits)
        (self.tools, self.owners, self.cards, self.forms) = (tools, owners, cards, forms)
        (self.listings, self.subjects, self.choices, self.begins) = (listings, subjects, choices, begins)
        (self.authenticates, self.admits, self.signsIn) = (authenticates, admits, signsIn)
    }
}
