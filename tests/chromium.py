"""Which Chromium the browser tests drive, and how it is started."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def own_browser() -> bool:
    """Whether Playwright has downloaded a browser of its own."""
    default = Path.home() / ".cache" / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    return any(folder.glob("chromium-*"))


def path() -> str | None:
    """The system's Chromium, else "" where Playwright's own serves, else None."""
    found = next((shutil.which(name) for name in ("chromium", "chromium-browser") if shutil.which(name)), None)
    # Ubuntu's /usr/bin/chromium-browser only starts a snap.
    is_snap = found is not None and "snap" in os.path.realpath(found)
    if own_browser():
        return ""
    return None if found is None or is_snap else found
