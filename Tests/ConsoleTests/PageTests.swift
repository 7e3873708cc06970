// SPDX-License-Identifier: Apache-2.0
import Console
import Foundation
import JSON
import Markup
import Testing

/// What must hold on every page, whatever it shows.
@Suite struct PageTests {
    static let names = Example.pages.map(\.name)

    private func html(_ name: String) throws -> String {
        try #require(Example.pages.first { $0.name == name }).page.html()
    }

    @Test("a page is a document with one heading, one main part and a title", arguments: names)
    func structure(name: String) throws {
        let page = try html(name)
        #expect(page.hasPrefix("<!doctype html><html lang=\"en\""))
        #expect(page.matches(of: /<h1[ >]/).count == 1)
        #expect(page.matches(of: /<main[ >]/).count == 1)
        #expect(page.matches(of: /<title>[^<]+ · Breeze<\/title>/).count == 1)
    }

    @Test("nothing on a page needs a looser content policy", arguments: names)
    func policy(name: String) throws {
        let page = try html(name)
        #expect(page.firstMatch(of: /\sstyle=|<style|\son[a-z]+="|javascript:/) == nil)
        #expect(page.matches(of: /<script/).count == 1)
        #expect(page.contains("<script type=\"module\" src=\"/assets/console.js\"></script>"))
    }

    @Test("every id is given once, and every reference leads to one", arguments: names)
    func references(name: String) throws {
        let page = try html(name)
        let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
        #expect(ids.count == Set(ids).count)
        let references = page.matches(of: /\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"/)
            .flatMap { $0.1.split(separator: " ").map(String.init) }
        for reference in references { #expect(ids.contains(reference), "\(reference)") }
    }

    @Test("every field has a label, and every button a name", arguments: names)
    func labels(name: String) throws {
        let page = try html(name)
        for field in page.matches(of: /<(?:input|select|textarea)([^>]*)>/) where !field.1.contains("type=\"hidden\"") {
            let id = field.1.firstMatch(of: /\sid="([^"]+)"/).map { String($0.1) }
            let isLabelled = field.1.contains("aria-label=") || id.map { page.contains("for=\"\($0)\"") } ?? false
            #expect(isLabelled || field.1.contains("type=\"checkbox\""), "\(field.0)")
        }
        for button in page.matches(of: /<button([^>]*)>(.*?)<\/button>/) {
            #expect(button.1.contains("aria-label=") || button.2.contains(/<span>[^<]+/), "\(button.0)")
        }
    }

    @Test("what an outsider wrote is text, and cannot turn the line around")
    func hostile() throws {
        let page = try html("hostile")
        #expect(page.contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(!page.contains("<script>"))
        #expect(!page.unicodeScalars.contains("\u{202E}"))
        #expect(page.firstMatch(of: /href="(javascript|\/\/)/) == nil)
        #expect(!page.utf8.contains(0))
    }

    @Test("theme and density are the viewer's before any script runs")
    func theme() {
        var frame = Example.frame
        (frame.theme, frame.density) = (.dark, .compact)
        let page = shell("Page", at: "/", [], in: frame) { h1("Page") }.html()
        #expect(page.contains("<html lang=\"en\" data-theme=\"dark\" data-density=\"compact\" data-listens=\"\">"))
        #expect(page.contains("name=\"theme\" value=\"light\""))
    }

    @Test("only the page that one is on is marked in the navigation")
    func current() throws {
        let page = try html("device")
        #expect(page.matches(of: /class="nav-a" aria-current="page"/).count == 1)
        #expect(page.contains("<a href=\"/devices\" class=\"nav-a\" aria-current=\"page\""))
    }

    @Test("before signing in there is no navigation")
    func alone() throws {
        for name in ["sign-in", "unavailable"] { #expect(try !html(name).contains("<nav")) }
    }

    /// `CONSOLE_PREVIEW=folder` writes the pages, to be looked at.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CONSOLE_PREVIEW"] != nil))
    func preview() throws {
        let folder = URL(filePath: try #require(ProcessInfo.processInfo.environment["CONSOLE_PREVIEW"]))
        let manifest = try Data(contentsOf: folder.appending(path: "assets/manifest.json"))
        let names = try AssetManifest(JSON(parsing: Array(manifest))).names
        for (name, page) in Example.pages {
            try Data(page.bytes(naming: names)).write(to: folder.appending(path: name + ".html"))
        }
    }
}
