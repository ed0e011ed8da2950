"""Requests of our own scripts: they ask for a piece of a page instead of a redirect."""

from __future__ import annotations

from flask import request

PROBLEM = "X-Recollect-Problem"
"""Header of a refusal that our scripts can do something about: token (of the form), owner (of the page)."""


def is_fragment() -> bool:
    return "X-Recollect" in request.headers
