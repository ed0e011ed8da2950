"""What a browser complains about while it is driven, whatever the test is about."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

PATIENCE = 10_000  # ms for anything a page is waited for
NO_PAGE = "404 (NOT FOUND)"  # how the console speaks of a page that is not there
# Chromium's own words when a page is left before it has faded in, and for the answer to an empty Check without script.
HARMLESS = ("Transition was aborted", "Transition was skipped", "422 (UNPROCESSABLE ENTITY)")


def listen(context: BrowserContext, said: list[str], home: str) -> None:
    """Put errors of scripts, breaches of the policy, missing files and requests to other servers into `said`."""

    def asked(address: str) -> None:
        if urlsplit(address).netloc != urlsplit(home).netloc and not address.startswith(("data:", "about:")):
            said.append(f"asks {address}")

    def heard(text: str) -> None:
        if not any(words in text for words in HARMLESS):
            said.append(text)

    context.set_default_timeout(PATIENCE)
    context.on("request", lambda request: asked(request.url))
    context.on("console", lambda line: heard(line.text) if line.type in {"error", "warning"} else None)
    context.on("weberror", lambda error: heard(str(error.error)))
