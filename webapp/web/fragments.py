"""Requests of our own scripts: they ask for a piece of a page instead of a redirect."""

from __future__ import annotations

from flask import request


def is_fragment() -> bool:
    return "X-Recollect" in request.headers
