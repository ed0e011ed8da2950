"""How soon the largest thing of a page is painted, in a browser as slow as a cheap phone on a slow network."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.chromium import FLAGS, path

RUNS = 5
SLOWER = 4  # times, the processor
DELAY = 150  # ms there and back
DOWN, UP = 1_600_000 / 8, 750_000 / 8  # bytes a second
PHONE: ViewportSize = {"width": 412, "height": 823}
# The last entry is the largest that was painted before anybody pressed anything.
LCP = """() => new Promise((resolve) => {
  let last = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { last = entry.startTime; }))
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => resolve(last), 500);
})"""


def first_paint_of(browser: Browser, address: str) -> float:
    """Milliseconds from the start of the navigation, with nothing in the cache."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.75, is_mobile=True, has_touch=True)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    limits = {"offline": False, "latency": DELAY, "downloadThroughput": DOWN, "uploadThroughput": UP}
    wire.send("Network.emulateNetworkConditions", limits)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load")
    found = float(page.evaluate(LCP))
    context.close()
    assert found > 0, f"nothing was painted on {address}"
    return found


def medians(addresses: Sequence[str]) -> list[float]:
    """The median of the runs for each address; one run before them warms the browser and the server."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path() or None, args=FLAGS)
        for address in addresses:
            first_paint_of(browser, address)
        found = [statistics.median(first_paint_of(browser, each) for _run in range(RUNS)) for each in addresses]
        browser.close()
    return found
