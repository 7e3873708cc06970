// SPDX-License-Identifier: Apache-2.0
import Console
import JSON
import Markup
import Shapes
import Testing

/// From a shape to fields, and from what a browser sends back to the shape.
@Suite struct FormTests {
    static let members = EveryField.shape.members

    private func body(_ text: String) throws -> FormBody { try #require(FormBody(parsing: Array(text.utf8))) }

    @Test("what a browser sends is decoded, names as often as they come")
    func decoding() throws {
        let body = try body("a=1+2&b=%C3%A9%26&a=3&c&=x")
        #expect(body.all("a") == ["1 2", "3"])
        #expect(body["b"] == "é&")
        #expect(body["c"] == "")
        #expect(body["d"] == nil)
    }

    @Test("what no browser sends is not taken", arguments: ["a=%", "a=%4", "a=%GG", "a=%FF", "%C3=1"])
    func nonsense(text: String) { #expect(FormBody(parsing: Array(text.utf8)) == nil) }

    @Test("a form of endless fields is not taken")
    func endless() { #expect(FormBody(parsing: Array(String(repeating: "a=1&", count: 501).utf8)) == nil) }

    @Test("each kind of field comes back as its shape has it")
    func arguments() throws {
        let sent = try body(
            "display_name=web+1&site=\(Example.siteID)&importance=low&patience=+20&ceiling=82.5"
                + "&tags=a%0D%0A+b+%0D%0A&days=monday"
                + "&days=tuesday&quiet_until=2026-12-01T00:00:00Z&tells=on&note=one%0D%0Atwo")
        #expect(
            sent.arguments(for: Self.members) == [
                "display_name": "web 1", "site": .string(Example.siteID), "importance": "low", "patience": 20,
                "ceiling": .number(82.5),
                "tags": ["a", "b"], "days": ["monday", "tuesday"], "quiet_until": "2026-12-01T00:00:00Z", "tells": true,
                "note": "one\ntwo",
            ])
        _ = try EveryField.shape.fit(sent.arguments(for: Self.members))
    }

    @Test("an empty field is left out, an unchecked box is a no, and no list is an empty list")
    func empty() {
        #expect(FormBody().arguments(for: Self.members) == ["tags": [], "days": [], "tells": false])
    }

    @Test("what does not fit is passed on for the gate to refuse, at its path")
    func misfits() throws {
        let arguments = try body("display_name=x&site=here&importance=low&patience=soon").arguments(for: Self.members)
        #expect(arguments["patience"] == "soon")
        #expect(throws: Misfit.self) { try EveryField.shape.fit(arguments) }
    }

    @Test("values that are there already go into the form and come back the same")
    func roundTrip() throws {
        let values: JSON = [
            "display_name": "a \"b\"", "site": .string(Example.siteID), "importance": "normal", "patience": 7,
            "ceiling": .number(12.5),
            "tags": ["x", "y z"], "days": ["wednesday"], "quiet_until": "2026-12-01T00:00:00.000Z", "tells": true,
            "note": "n",
        ]
        #expect(FormBody(showing: values, of: Self.members).arguments(for: Self.members) == values)
    }

    struct Quota: Fields {
        @Field("How much.") var limits: Limits
        struct Limits: Fields { @Field("Cores.", in: 1...8) var cpu: Int }
    }

    @Test("a nested shape has fields of its own, and comes back nested")
    func nested() throws {
        let members = Quota.shape.members
        #expect(FormBody(showing: ["limits": ["cpu": 4]], of: members)["limits.cpu"] == "4")
        #expect(try body("limits.cpu=2").arguments(for: members) == ["limits": ["cpu": 2]])
    }

    @Test("a field has its label, its bounds and its meaning")
    func field() {
        let page = Example.form(refusing: []).html()
        #expect(page.contains("<label for=\"f-patience\">Patience<span class=\"dim\"> optional</span></label>"))
        #expect(
            page.contains(
                "<input type=\"number\" name=\"patience\" class=\"in num\" id=\"f-patience\" value=\"10\" "
                    + "step=\"1\" min=\"1\" max=\"1440\" aria-describedby=\"f-patience-hint\">"))
        #expect(page.contains("<option value=\"\(Example.siteID)\" selected>Fairhaven, HQ</option>"))
        #expect(page.contains("maxlength=\"80\" required"))
        #expect(page.contains("<input type=\"hidden\" name=\"revision\" value=\"7\">"))
    }

    @Test("a refusal stands at its field and above the form, and nothing that was typed is lost")
    func refusals() {
        let page = Example.refusedForm.html()
        #expect(
            page.contains(
                "value=\"9999\" step=\"1\" min=\"1\" max=\"1440\" "
                    + "aria-describedby=\"f-patience-hint f-patience-why\" aria-invalid=\"true\""
            ))
        #expect(page.contains("<p class=\"why\" id=\"f-patience-why\">Patience must be in 1...1440.</p>"))
        #expect(page.contains("<a href=\"#f-patience\">Patience must be in 1...1440</a>"))
        #expect(page.contains("<option value=\"business_critical\" selected>"))
        #expect(page.contains("Nothing changed."))
    }

    @Test("a settled value has no field")
    func settled() {
        var page = FormPage(
            "T", at: "/", crumbs: [], lead: "", action: "/a", verb: "Do", members: Self.members, cancel: "/")
        page.settled = [.init("site", Example.siteID)]
        let form = formAlone(page).html()
        #expect(
            form.contains("<input type=\"hidden\" name=\"site\" value=\"\(Example.siteID)\">")
                && !form.contains("f-site"))
    }
}
