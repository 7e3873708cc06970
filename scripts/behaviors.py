"""What the console's scripts promise, tried as a person would on a running server; a promise that is broken raises.

A library for `scripts/browse`; `look` is signed in, and there is at least one device in care.
"""
import re
import statistics

import browser
from playwright.sync_api import Locator, expect

WIDE, NARROW = browser.View("light", 1440), browser.View("dark", 390)


def all_of(look: browser.Browser) -> list[tuple[str, list[str]]]:
    """Each behavior's name, and what the browser complained about meanwhile."""
    told = []
    for behavior in (keys, palette, grid, form, tools, live, preferences, scope, without_script, weight):
        told.append((behavior.__name__, behavior(look)))
    return told


def name_of(link: Locator) -> str:
    """What a row's link says, but for the status that only screen readers get."""
    return link.evaluate("link => { const copy = link.cloneNode(true); copy.querySelector('.st')?.remove(); return copy.textContent.trim(); }")


def keys(look: browser.Browser) -> list[str]:
    page, complaints = look.open("/devices", WIDE)
    press = page.keyboard.press
    press("?")
    expect(page.locator("#help")).to_be_visible()
    page.get_by_label("Single-key shortcuts").uncheck()
    press("Escape")
    page.locator("#main").focus()
    press("?")
    expect(page.locator("#help")).to_be_hidden()
    page.locator("[data-command=help]").click()
    page.get_by_label("Single-key shortcuts").check()
    press("Escape")
    page.locator("#main").focus()
    press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("?gj")
    expect(page.locator("#help")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("?gj")
    press("Escape")
    expect(page.locator("#q")).to_have_value("")
    page.locator("#main").focus()
    press("g")
    press("o")
    expect(page.locator("h1")).to_have_text("Overview")
    return complaints


def palette(look: browser.Browser) -> list[str]:
    page, complaints = look.open("/devices", WIDE)
    name = name_of(page.locator("[data-row]").first)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-q")).to_be_focused()
    expect(page.locator("#places li").first).to_be_visible()
    expect(page.locator("#found a[href^='/tools/']").first).to_be_visible()
    page.keyboard.type(name)
    expect(page.locator("#found a[href^='/devices/']").first).to_contain_text(name)
    complaints += look.judge(page)
    page.locator("#palette-q").fill("no such thing at all")
    expect(page.locator(".pal-none")).to_be_visible()
    page.locator("#palette-q").fill("diagnos")
    expect(page.locator("#found li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Collect diagnostics")
    return complaints


def grid(look: browser.Browser) -> list[str]:
    page, complaints = look.open("/devices", WIDE)
    table, press = page.locator("table[role=grid]"), page.keyboard.press
    total = int(page.locator("breeze-grid").get_attribute("data-total"))
    press("j")
    expect(table).to_be_focused()
    press("Home")
    expect(page.locator("tr.at")).to_have_attribute("aria-rowindex", "2")
    press("End")
    expect(page.locator(f"tr.at[aria-rowindex='{total + 1}']")).to_be_in_viewport()
    assert page.locator("breeze-grid tbody:not(.pad)").count() <= 3, "more than three blocks are in the page"
    press("Home")
    expect(page.locator("tr.at[aria-rowindex='2']")).to_be_visible()
    press("x")
    expect(page.locator(".bulk-n")).to_have_text("1 selected")
    press("Control+a")
    expect(page.locator(".bulk-n")).to_have_text(re.compile(rf"All {total:,} that match"))
    complaints += look.judge(page)
    press("Escape")
    expect(page.locator(".bulk")).to_be_hidden()
    press(" ")
    expect(page.locator(".peek-h h2")).to_have_text(name_of(page.locator("tr.at [data-row]")))
    complaints += look.judge(page)
    press("Escape")
    expect(page.locator("#peek")).to_be_hidden()
    name = name_of(page.locator("tr.at [data-row]"))
    press("/")
    page.locator("#q").fill(name.upper())
    expect(page.locator(".pager [role=status]")).to_contain_text(" of ")
    expect(page).to_have_url(re.compile(r"[?&]q="))
    page.reload()
    expect(page.locator("#q")).to_have_value(name.upper())
    page.get_by_role("link", name="Device", exact=True).last.click()
    expect(page).to_have_url(re.compile(r"sort=name"))
    expect(page.locator("[aria-sort]")).to_have_count(1)
    table = page.locator("table[role=grid]")
    table.focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Collect diagnostics").click()
    expect(page.locator(".facts")).to_contain_text(name)
    page.go_back()
    page.locator("table[role=grid]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    return complaints


def form(look: browser.Browser) -> list[str]:
    page, complaints = look.open("/forms/create_organization", WIDE)
    page.get_by_label("Name").fill("Kept & safe")
    page.get_by_label("Time zone").fill("Mars/Olympus")
    # What a page that was left is not: the form is swapped in place.
    page.evaluate("() => { window.stayed = true; }")
    page.get_by_role("button", name="Add an organization").click()
    expect(page.locator(".why")).to_be_visible()
    assert page.evaluate("() => window.stayed"), "the page was left for a refusal"
    expect(page.get_by_label("Time zone")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Kept & safe")
    page.route("**/forms/create_organization", lambda route: route.abort())
    page.get_by_role("button", name="Add an organization").click()
    expect(page.locator(".toast")).to_contain_text("still here")
    expect(page.get_by_label("Name")).to_have_value("Kept & safe")
    expected = ("status of 422", "ERR_FAILED")
    return [complaint for complaint in complaints if not any(word in complaint for word in expected)]


def tools(look: browser.Browser) -> list[str]:
    page, complaints = look.open("/tools", WIDE)
    page.locator("#q").fill("list devices")
    expect(page.locator(".tool-l li")).to_have_count(1)
    page.get_by_role("link", name="List devices").click()
    page.get_by_label("Limit").fill("1")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".outcome .callout-t")).to_contain_text("Done in")
    expect(page.locator(".call").last.locator("code")).to_have_text("breeze call list_devices --limit 1")
    page.get_by_text("As JSON").click()
    expect(page.locator(".outcome .code").last).to_contain_text('"more":')
    complaints += look.judge(page)
    page.locator("#f-search").fill("x" * 100)
    page.locator("#f-skip").evaluate("field => { field.type = 'text'; field.value = 'many'; }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#f-skip-why")).to_be_visible()
    return [complaint for complaint in complaints if "status of 422" not in complaint]


def live(look: browser.Browser) -> list[str]:
    page, complaints = look.open("/devices", WIDE)
    expect(page.locator("#live")).to_have_text("Live")
    row = page.locator("tr.r").first
    number = row.get_attribute("id")
    path = row.locator("[data-row]").get_attribute("href")
    page.locator("table[role=grid]").focus()
    page.keyboard.press("Home")
    page.keyboard.press("x")
    # A node that is replaced loses what is written on it: the row has to be patched, not drawn anew.
    row.evaluate("row => { row.mine = true; }")
    other, _ = look.open(path, WIDE)
    before = other.locator("h1").text_content()
    for name in ("Renamed while looked at", before):
        other.get_by_role("link", name="Rename or label").click()
        other.get_by_label("Name").fill(name)
        other.get_by_role("button", name="Rename or label").click()
        expect(other.locator(".callout-t")).to_have_text("Done.")
        expect(page.locator(f"#{number} [data-row]")).to_contain_text(name, timeout=15000)
        other.goto(look.address + path)
    assert page.locator(f"#{number}").evaluate("row => row.mine"), "the row was drawn anew"
    expect(page.locator(".bulk-n")).to_have_text("1 selected")
    # Coming back to a page opens its stream anew; this time nobody answers.
    page.route("**/live?**", lambda route: route.abort())
    page.evaluate("""() => {
        dispatchEvent(new Event("pagehide"));
        dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
    }""")
    expect(page.locator("#live")).to_have_text("Reconnecting", timeout=30000)
    expect(page.locator("body.stale")).to_have_count(1)
    page.unroute("**/live?**")
    expect(page.locator("#live")).to_have_text("Live", timeout=30000)
    return [complaint for complaint in complaints if "ERR_FAILED" not in complaint]


def preferences(look: browser.Browser) -> list[str]:
    page, complaints = look.open("/devices", WIDE)
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    height = page.locator("tr.r td").first.evaluate("cell => cell.offsetHeight")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Compact").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-density", "compact")
    assert page.locator("tr.r td").first.evaluate("cell => cell.offsetHeight") < height, "rows are as high as before"
    return complaints


def scope(look: browser.Browser) -> list[str]:
    page, complaints = look.open("/devices", WIDE)
    if not page.locator(".scope").count():
        return complaints  # one organization is nothing to choose from
    page.locator(".scope summary").click()
    choice = page.locator(".scope .menu-b a").nth(1)
    name = choice.text_content()
    choice.click()
    expect(page).to_have_url(re.compile(r"scope=[0-9a-f-]{36}"))
    expect(page.locator(".scope summary")).to_contain_text(name)
    page.get_by_role("link", name="Overview").first.click()
    expect(page).to_have_url(re.compile(r"scope=[0-9a-f-]{36}"))
    complaints += look.judge(page)
    return complaints


def without_script(look: browser.Browser) -> list[str]:
    page, complaints = look.open("/devices", NARROW, script=False)
    path = page.locator("[data-row]").first.get_attribute("href")
    page.locator("#q").fill("no such device")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".empty-t")).to_have_text("No device matches")
    for where in ("/", path, "/tools", "/tools/list_devices", "/forms/create_organization"):
        page.goto(look.address + where)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("[data-command]").first).to_be_hidden()
    page.get_by_role("button", name="Add an organization").click()
    return complaints


def weight(look: browser.Browser) -> list[str]:
    """What a first look costs: bytes, paint beside that of a bare heading, and layout that stays, to two digits."""
    complaints = []
    bare = statistics.median(paint(look, "/bare", bare=True)[0] for _ in range(5))
    page, _ = look.open("/devices", WIDE)
    path = page.locator("[data-row]").first.get_attribute("href")
    for where in ("/", "/devices", path, "/tools"):
        looks = [paint(look, where) for _ in range(3)]
        first, shift, sent = statistics.median(each[0] for each in looks), max(e[1] for e in looks), looks[0][2]
        print(f"     {where[:20]:20} {sent / 1000:6.1f} KB, painted after {first:4.0f} ms, a bare page after {bare:.0f} ms")
        if sent > 150_000:
            complaints.append(f"{where}: {sent} bytes for a first look")
        if shift >= 0.005:  # a time that counts on may move a word beside it
            complaints.append(f"{where}: its layout shifts by {shift}")
    return complaints


def paint(look: browser.Browser, where: str, bare: bool = False) -> tuple[float, float, int]:
    """When something is seen first, how far things moved after that, and what came over the wire."""
    page, _ = look.open("", WIDE, script=None)
    if bare:
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html><title>x</title><h1>x</h1>",
                                                       content_type="text/html"))
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[int] = []
    session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    page.goto(look.address + where)
    page.wait_for_timeout(600)  # what moves late moves in this time
    first, shift = page.evaluate("""() => new Promise((done) => {
        let shift = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; })
          .observe({ type: "layout-shift", buffered: true });
        const look = () => done([performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0, shift]);
        setTimeout(look, 50);
    })""")
    page.context.close()
    return first, shift, sum(received)
