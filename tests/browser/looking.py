"""What can be said against a page: by axe, by the browser, by its width, its weight and whom it asks."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
AXE = Axe().axe_script
PHONE = 480
"""Pixels; a screen that is less wide is a phone's."""
ONE_LINE = 70
"""Pixels of a line of the header, with the space for a thumb."""
HEAVIEST = 100_000
"""Bytes over the wire for a page with everything it loads, nothing of it known from before."""


class Looker:
    """One tab with an empty cache that notes what happens while a page is looked at."""

    def __init__(self, context: BrowserContext, site_url: str, by_axe: bool = True) -> None:
        self.page: Page = context.new_page()
        self.by_axe = by_axe
        self.host = urlsplit(site_url).netloc
        self.complaints: list[str] = []
        self.weight = 0
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._request)
        wire = context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.loadingFinished", self._loaded)

    def look(self, address: str, status: int = 200) -> list[str]:
        """Everything that is wrong with the page at `address`, in words."""
        self.complaints, self.weight = [], 0
        answer = self.page.goto(address)
        if answer is None or answer.status != status:
            self.complaints.append(f"status {answer.status if answer else None}")
        return self.complaints + self.look_closer()

    def look_closer(self) -> list[str]:
        """What is wrong with the page as it stands."""
        return [*(accessibility(self.page) if self.by_axe else ()), *self._size()]

    def _size(self) -> list[str]:
        wide, shown = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        too_wide = [f"scrolls sideways: {wide} px on {shown}"] if wide > shown else []
        lines = self.page.evaluate(
            "Array.from(document.querySelectorAll('.top > *'), one => one.offsetHeight)"
        )
        if shown < PHONE and max(lines, default=0) > ONE_LINE:
            too_wide.append(f"a header of more than one line on a phone: {lines} px")
        return too_wide + ([f"weighs {self.weight} bytes"] if self.weight > HEAVIEST else [])

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.netloc != self.host:
            self.complaints.append(f"asks another host: {request.url}")

    def _loaded(self, event: dict[str, Any]) -> None:
        self.weight += int(event["encodedDataLength"])


def accessibility(page: Page) -> list[str]:
    """The rules of axe that the page breaks, each with the first place where it does."""
    page.evaluate(AXE)
    found = page.evaluate("options => axe.run(options).then(results => results.violations)", OPTIONS)
    return [
        f"{one['id']} at {' '.join(map(str, one['nodes'][0]['target']))} ({len(one['nodes'])} x): "
        f"{one['nodes'][0]['failureSummary'].splitlines()[-1].strip()}"
        for one in found
    ]
