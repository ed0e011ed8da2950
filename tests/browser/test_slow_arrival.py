"""A card that arrives in two halves is painted whole, so that nothing of it moves."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.browser.site import Site
from tests.browser.test_stability import MOST_SHIFT, shift

pytestmark = [pytest.mark.browser, pytest.mark.alone]

PAUSE = 0.6  # seconds between the halves: time to paint the first


@contextmanager
def in_two_halves(page: bytes, cut: bytes) -> Iterator[str]:
    """A server that sends this page up to a place in it, and the rest after a pause; it has nothing else."""
    resumed = threading.Event()

    class Halves(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/":
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            at = page.index(cut)
            self.wfile.write(page[:at])
            self.wfile.flush()
            resumed.wait(PAUSE)
            self.wfile.write(page[at:])

        def log_message(self, *_: object) -> None:
            """Say nothing on the console of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Halves)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("name", ["choice", "ordering"])
def test_a_card_that_arrives_in_halves_is_painted_whole(browser: Browser, site: Site, name: str) -> None:
    with urllib.request.urlopen(site.address + site.card(name), timeout=10) as answer:
        page = answer.read()
    second = b'for="row-2"' if b'for="row-2"' in page else b'value="2"'
    with in_two_halves(page, second) as address:
        context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        tab = context.new_page()
        tab.goto(address)
        assert tab.locator("main [data-go]").is_visible()
        moved = shift(tab)
        context.close()
    assert moved <= MOST_SHIFT
