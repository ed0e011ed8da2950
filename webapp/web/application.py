"""Flask as this app uses it: its views and hooks are plain functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask


class Application(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is. Flask asks twenty times a request whether a function is a coroutine; here none is."""
        return func
