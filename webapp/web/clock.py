"""The only clock of the app: tests put another one into its place."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

from webapp.web.request import this_app


def system_clock() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def now_ms() -> int:
    return cast(Callable[[], int], this_app().config["CLOCK"])()
