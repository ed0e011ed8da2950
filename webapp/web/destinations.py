"""Where a form leads afterwards: to a page of ours, whatever its address says."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import request

# A browser drops tabs and line ends from an address, and takes a backslash for a slash: `/\\evil` and `/<TAB>/evil`
# both lead to a host named evil. What begins with one slash and holds neither is a path here and nothing else.
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\x9f]*", re.ASCII)
LONGEST = 1000


def own_path(text: str | None, default: str = "") -> str:
    """The text if it is a path of this site, else the default."""
    return text if text and len(text) <= LONGEST and _PATH.fullmatch(text) else default


def path_of_referrer() -> str:
    """The page a form was sent from, as far as the browser says so and it is one of ours."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return ""
    if parts.netloc != request.host:
        return ""
    return own_path(parts.path + (f"?{parts.query}" if parts.query else ""))
