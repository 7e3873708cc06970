"""Looks at pages as people do: in Chromium, light and dark, wide and narrow, with everything it complains about.

A library for `scripts/shots` and for tests of a running server:

    with browser.Browser("http://127.0.0.1:8443", cookies={"session": "…"}) as look:
        for finding in look.at("/devices", browser.View("dark", 390), shot=folder / "devices.png"): …
"""
import dataclasses
import pathlib
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEIGHTS = {1440: 900, 390: 844}


@dataclasses.dataclass(frozen=True)
class View:
    theme: str
    width: int

    @property
    def name(self) -> str:
        return f"{self.theme}-{self.width}"


VIEWS = [View(theme, width) for theme in ("light", "dark") for width in (1440, 390)]


class Browser:
    """One Chromium; every page gets a context of its own, so that nothing leaks from one look to the next."""

    def __init__(self, address: str, cookies: dict[str, str] | None = None, trust_any_certificate: bool = False):
        self.address, self.cookies = address.rstrip("/"), cookies or {}
        self.trust_any_certificate = trust_any_certificate

    def __enter__(self) -> "Browser":
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none",
                  "--force-color-profile=srgb"])
        return self

    def __exit__(self, *_: object) -> None:
        self._chromium.close()
        self._playwright.stop()

    def open(self, path: str, view: View, script: bool | None = True) -> tuple[Page, list[str]]:
        """A page, and the list into which everything goes that it complains about from now on."""
        context = self._chromium.new_context(
            viewport={"width": view.width, "height": HEIGHTS.get(view.width, 900)}, reduced_motion="reduce",
            java_script_enabled=script is not False, ignore_https_errors=self.trust_any_certificate)
        jar = {"theme": view.theme, **self.cookies}
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in jar.items()])
        page, complaints = context.new_page(), []
        # A violation of the content policy is an error on the console, too.
        page.on("console", lambda line: line.type in ("error", "warning")
                and complaints.append(f"{line.type}: {line.text}"))
        page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        # What the page had still asked for when we left it is no failure.
        page.on("requestfailed", lambda request: request.failure != "net::ERR_ABORTED" and complaints.append(
            f"failed: {request.url} {request.failure}"))
        page.on("request", lambda request: urlsplit(request.url).netloc != urlsplit(self.address).netloc
                and complaints.append(f"foreign request: {request.url}"))
        if script is None:  # a page to begin with, not one of ours
            return page, complaints
        page.goto(self.address + path)
        if script:
            page.wait_for_selector("html[data-ready]", state="attached")
        return page, complaints

    def at(self, path: str, view: View, shot: pathlib.Path | None = None) -> list[str]:
        """Everything that is wrong with one page in one view; nothing, if all is well."""
        try:
            page, complaints = self.open(path, view)
        except Error as error:
            return [f"did not load: {str(error).splitlines()[0]}"]
        complaints += self.judge(page, shot)
        page.context.close()
        return complaints

    def judge(self, page: Page, shot: pathlib.Path | None = None) -> list[str]:
        """What is wrong with a page as it stands, its complaints aside."""
        complaints = []
        # A page that listens to its news is never idle.
        page.wait_for_load_state("load")
        if page.query_selector("[data-chart]"):
            page.wait_for_selector(".uplot canvas", timeout=5000)
        if page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            complaints.append("wider than its window")
        for violation in Axe().run(page, options={"runOnly": RULES}).response["violations"]:
            places = ", ".join(str(node["target"][0]) for node in violation["nodes"][:3])
            complaints.append(f"axe {violation['impact']}: {violation['id']} at {places}: {violation['help']}")
        if shot:
            page.screenshot(path=shot)
        return complaints
