"""`{% kept name, value, … %} … {% endkept %}`: a piece of a page that follows from these values and the language alone.

It is rendered once for each of them. What a version of a question looks like never changes, and neither do the frame of
the pages and the words on the buttons: most of a study page need not be made again for each card.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from webapp.web.texts import language


class Kept(Extension):
    """The values must be hashable and say all that the piece depends on: no token, no key, nobody's name."""

    tags = {"kept"}  # noqa: RUF012 # as Jinja declares it
    most = 4_096  # pieces, of about 2 kB each

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.pieces: dict[Any, str] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        values = parser.parse_tuple()
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        place = nodes.Const((parser.name, line))
        return nodes.CallBlock(self.call_method("_piece", [place, values]), [], [], body).set_lineno(line)

    def _piece(self, place: tuple[str, int], values: Any, caller: Callable[[], str]) -> str:
        if self.environment.auto_reload:
            return caller()  # somebody is editing the template
        name = (place, language(), values)
        found = self.pieces.get(name)
        if found is None:
            found = caller()
            if len(self.pieces) >= self.most:
                self.pieces.clear()
            self.pieces[name] = found
        return found


def forget_pieces(app: Flask) -> None:
    """Another database stands behind the same values now: after a restore, and between tests."""
    for extension in app.jinja_env.extensions.values():
        if isinstance(extension, Kept):
            extension.pieces.clear()
