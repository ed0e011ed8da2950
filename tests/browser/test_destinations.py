"""S25 by the verdict of a real browser: what we take for a path of ours leads to our own host there too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.web.test_destinations import EVIL, OWN
from webapp.web.destinations import own_path

pytestmark = pytest.mark.browser

ORIGIN = "(text) => { try { return new URL(text, location.href).origin } catch { return 'none' } }"
SIGNS = ["/", "\\", "\t", "\n", "\r", " ", "\x00", "@", ":", "?", "#", "%2f", "%5c", "%09", ".", "\u3000", "\u2028"]


def test_s25_a_browser_agrees(page: Page, base_url: str) -> None:
    page.goto("/help")
    mixed = [f"/{one}{two}evil.example" for one in SIGNS for two in SIGNS]
    taken = [text for text in [*EVIL, *OWN, *mixed] if own_path(text)]
    origins = {text: page.evaluate(ORIGIN, text) for text in taken}
    assert {text: origin for text, origin in origins.items() if origin != base_url} == {}
    assert len(taken) > len(OWN)  # some of the mixed ones are harmless, so that the question was asked
