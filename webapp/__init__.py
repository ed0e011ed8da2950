"""Recollect: quizzes and flashcards with spaced repetition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(environment: Mapping[str, str] | None = None) -> Flask:
    """The app for commands, which also run before there is a schema; the server asks `webapp.app` for one."""
    # why: the pure packages (memory, kinds, exchange, text) must import without Flask, and
    # `flask --app webapp` looks for this function here.
    from webapp.app import create_app as build

    return build(environment, is_serving=False)
