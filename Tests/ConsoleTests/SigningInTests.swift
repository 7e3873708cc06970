// SPDX-License-Identifier: Apache-2.0
import Console
import Rehearsal
import Testing
import Web

/// Who comes in, who does not, and what a browser is told about both.
@Suite(.serialized, .world()) struct SigningInTests {
    @Test("a link signs in once; looking at it does not use it up, and afterwards it is not there") func once()
        async throws
    {
        let world = try World.current
        let (browser, link) = (world.browser, try await world.signInLink())
        for _ in 1...2 { #expect(try await browser.get(link).text.contains("Sign in</span></button>")) }
        let opened = try await browser.post(link)
        #expect(opened.status == 303 && opened.location == "/")
        let cookie = opened.headers.first("set-cookie") ?? ""
        #expect(cookie.contains("HttpOnly; SameSite=Lax") && cookie.contains("Max-Age=43200"))
        for again in [try await browser.post(link), try await browser.get(link)] {
            #expect(again.status == 404 && again.text.contains("spent") && again.cookie("breeze_session") == nil)
        }
    }

    @Test("of many who click at once, one comes in") func race() async throws {
        let world = try World.current
        let (browser, link) = (world.browser, try await world.signInLink())
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...8 { group.addTask { try await browser.post(link).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == 303 } == 1 && answers.count { $0 == 404 } == 7)
    }

    @Test(
        "a stranger is led to the page that says how to sign in",
        arguments: ["/", "/devices", "/forms/update_device", "/x"])
    func stranger(path: String) async throws {
        let browser = try World.current.browser
        let answer = try await browser.get(path)
        #expect(answer.status == 303 && answer.location == "/sign-in")
        #expect(try await browser.get("/sign-in").text.contains("breeze login"))
    }

    @Test(
        "a cookie that is nobody's, or no person's, opens nothing and is taken back",
        arguments: ["brs_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x", "", "';--"])
    func cookie(session: String) async throws {
        var browser = try World.current.browser
        browser.cookies["breeze_session"] = session.percentEncoded
        let answer = try await browser.get("/devices")
        #expect(answer.status == 303 && answer.location == "/sign-in" && answer.cookie("breeze_session") == "")
        #expect(try await browser.get("/sign-in").status == 200)
    }

    @Test("a program's key is no session") func key() async throws {
        let world = try World.current
        guard case .token(let key) = world.acmeKey else { return }
        var browser = world.browser
        browser.cookies["breeze_session"] = key
        #expect(try await browser.get("/devices").location == "/sign-in")
    }

    @Test("a session's cookie opens nothing at the API") func api() async throws {
        let world = try World.current
        let session = try #require(try await world.signedIn().cookies["breeze_session"])
        let answer = try await world.request(
            "GET", "/api/v1/tools/list_devices", by: .nobody, headers: [Header("Cookie", "breeze_session=" + session)])
        #expect(answer.status == 401)
    }

    @Test("signing out ends the session, not only the cookie, and no other") func ending() async throws {
        let world = try World.current
        let (left, late) = (try await world.signedIn(), try await world.signedIn())
        #expect(try await left.get("/sign-in").location == "/")
        #expect(try await left.post("/sign-out").location == "/sign-in")
        #expect(try await left.get("/").location == "/sign-in")
        #expect(try await late.get("/").status == 200)
    }

    @Test("a form from elsewhere is refused, whatever it carries") func foreign() async throws {
        let world = try World.current
        let (browser, link) = (try await world.signedIn(), try await world.signInLink())
        for path in ["/forms/create_organization", "/sign-out", "/preferences", link] {
            let answer = try await browser.post(path, [("name", "Stolen")], from: "https://evil.example")
            #expect(answer.status == 403 && answer.text.contains("Nothing changed"))
        }
        #expect(try await browser.get(link).status == 200)
        #expect(try await !browser.get("/organizations").text.contains("Stolen"))
    }

    @Test(
        "what a browser does not vouch for is not our own page's form",
        arguments: [
            (nil, nil, false), (nil, "null", false), ("cross-site", "http://a:1", false), ("same-site", nil, false),
            ("none", nil, false), ("same-origin", "http://b:1", false), (nil, "http://a:1.evil", false),
            ("same-origin", "http://a:1", true), (nil, "https://A:1", true), ("same-origin", nil, true),
        ] as [(String?, String?, Bool)])
    func origins(site: String?, origin: String?, isOurs: Bool) {
        #expect(isSameOrigin(fetchSite: site, origin: origin, host: "a:1") == isOurs)
    }

    @Test("every response carries the content policy, and a page is nobody's to keep") func headers() async throws {
        let browser = try await World.current.signedIn()
        for path in ["/", "/nope", "/assets/nope.js", "/sign-in", "/setup/nope"] {
            let answer = try await browser.get(path)
            #expect(answer.headers.first("content-security-policy")?.contains("default-src 'none'") == true)
            #expect(answer.headers.first("cache-control") == "no-store")
            #expect(answer.headers.first("strict-transport-security") == nil, "plain HTTP is never promised TLS")
        }
    }

    @Test("preferences are kept in cookies, and lead back to where one was") func preferences() async throws {
        let browser = try await World.current.signedIn()
        let answer = try await browser.post("/preferences", [("theme", "dark")])
        #expect(answer.status == 303 && answer.cookie("theme") == "dark")
        var dark = browser
        dark.cookies["theme"] = "dark"
        #expect(try await dark.get("/").text.contains("data-theme=\"dark\""))
        #expect(try await browser.post("/preferences", [("theme", "<script>")]).cookie("theme") == nil)
    }

    @Test("other methods are not possible, and HEAD is GET without a body") func methods() async throws {
        let browser = try await World.current.signedIn()
        #expect(try await browser.ask("DELETE", "/devices", [], []).status == 405)
        let head = try await browser.ask("HEAD", "/devices", [], [])
        #expect(head.status == 200 && head.text.isEmpty)
    }
}
