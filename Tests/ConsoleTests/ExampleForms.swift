// SPDX-License-Identifier: Apache-2.0
import Console
import JSON
import Markup
import Shapes

/// One field of each kind.
struct EveryField: Fields {
    @Field("The name that people see.", max: 80) var displayName: String
    @Field("The site that it stands at.") var site: ID<Site>
    @Field("How careful to be with it.") var importance: Importance
    @Field("How many minutes without a word make it offline.", in: 1...1440) var patience = 10
    @Field("The share of the disk that may be used.", in: 0...100) var ceiling: Double?
    @Field("Words to find it by.", max: 40, count: 0...20) var tags: [String] = []
    @Field("When to look.") var days: [Day] = [.monday]
    @Field("Leave it alone until then.") var quietUntil: Instant?
    @Field("Tell somebody when it comes back.") var tells = true
    @Field("What whoever comes next should know.", max: 2000) var note = ""

    enum Importance: String, Choice { case low, normal, businessCritical = "business_critical" }
    enum Day: String, Choice { case monday, tuesday, wednesday }
    enum Site: Noun { static let noun = "site" }
}

extension Example {
    static let siteID = "01932f6e-7d3c-7a10-8f00-0a1b2c3d4e5f"

    static func form(refusing refusals: [FormPage.Refused], given: FormBody? = nil) -> Node {
        let members = EveryField.shape.members
        var page = FormPage(
            "Edit sql-fai-102", at: "/devices",
            crumbs: [Crumb("Devices", "/devices"), Crumb("sql-fai-102", "/devices/1"), Crumb("Edit")],
            lead: "Names and tags show everywhere at once. Nothing is sent to the device.", action: "/devices/1/edit",
            verb: "Save device",
            members: members, cancel: "/devices/1")
        page.choices = [
            "site": [.init(siteID, "Fairhaven, HQ"), .init("01932f6e-7d3c-7a10-8f00-0a1b2c3d4e60", "Clinic North")]
        ]
        page.given =
            given
            ?? FormBody(
                showing: ["display_name": "sql-fai-102", "site": .string(siteID), "tags": ["sql", "critical path"]],
                of: members)
        page.settled = [.init("revision", "7")]
        page.refusals = refusals
        return formPage(page, in: frame)
    }

    static var refusedForm: Node {
        form(
            refusing: [.init("$.patience", "must be in 1...1440"), .init("$.display_name", "is missing")],
            given: FormBody([
                .init("patience", "9999"), .init("display_name", ""), .init("importance", "business_critical"),
            ]))
    }

    static var result: Node {
        var page = ResultPage(
            "Diagnostics of sql-fai-102", at: "/devices", crumbs: [Crumb("Devices", "/devices"), Crumb("Diagnostics")],
            .ok,
            what: "The device answered in 1.2 s.")
        page.content = card("Answer", icon: .stethoscope) {
            facts {
                fact("Failed units", "2")
                fact("Kernel") { untrusted("6.1.0-28-amd64", from: "sql-fai-102") }
            }
        }
        page.actions = [linkButton("Back to the device", to: "/devices/1", icon: .arrowLeft)]
        return resultPage(page, in: frame)
    }

    static var blocked: Node {
        var page = ResultPage(
            "Release device", at: "/devices", crumbs: [Crumb("Devices", "/devices"), Crumb("Release")], .warning,
            what: "Blocked: releasing a device is high risk, and nobody can approve here yet. Nothing changed.")
        page.content = p { "On the server's own terminal: breeze device release sql-fai-102" }
        return resultPage(page, in: frame)
    }

    static var secret: Node {
        var page = ResultPage(
            "API key made", at: "/keys", crumbs: [Crumb("API keys", "/keys"), Crumb("New")], .ok,
            what: "The key “reporting” works from now on.")
        page.content = secretShownOnce("API key", "brz_3fT9xQw2LmN8pRkV7yZc4HdJ6sBgA1eU")
        page.actions = [linkButton("All API keys", to: "/keys", icon: .arrowLeft)]
        return resultPage(page, in: frame)
    }

    static var signIn: Node {
        lonePage("Set up this server", in: Frame(places: [])) {
            p { "This link works once. It makes you the administrator of this server." }
            formAlone(
                FormPage(
                    "", at: "", crumbs: [], lead: "", action: "/set-up", verb: "Set up",
                    members: SetUp.shape.members, cancel: ""))
        }
    }

    struct SetUp: Fields {
        @Field("How others see you.", max: 80) var name: String
        @Field("The company that runs this server.", max: 80) var company: String
    }
}
