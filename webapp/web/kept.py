"""Pieces of pages that are made once for each set of values, and filled with words that may differ every time: a token,
a key, an address. What a version of a question looks like never changes, and neither do the frame of the pages and the
words on the buttons: most of a study page need not be made again for each card.

In a template, `{% kept name, value, … filling word=value, … %} … {% endkept %}` is such a piece; `put_together` takes a
whole template as one, and does not come near Jinja when it has made it before.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, cast

from flask import Flask
from jinja2 import Template, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup, escape

from webapp.web.request import this_app
from webapp.web.texts import language

# What stands in the piece where a value comes: nobody can know it, and no escaping changes it.
_MARK = f"kept{secrets.token_hex(8)}x"
_MARKS = re.compile(rf"{_MARK}(\d+)z")


class Kept(Extension):
    """The values before `filling` must be hashable and say all that the piece depends on. A word may only be shown: a
    condition on it, or a filter, would see the mark in its place."""

    tags = {"kept"}  # noqa: RUF012 # as Jinja declares it
    most = 4_096  # pieces, of about 2 kB each

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.pieces: dict[Any, list[Any]] = {}  # texts, and between them numbers of words
        self._templates: dict[str, Template] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        values = parser.parse_tuple(extra_end_rules=("name:filling",))
        words, fills = list[nodes.Name](), list[nodes.Expr]()
        if parser.stream.skip_if("name:filling"):
            while parser.stream.current.type != "block_end":
                words.append(nodes.Name(parser.stream.expect("name").value, "param", lineno=line))
                parser.stream.expect("assign")
                fills.append(parser.parse_expression())
                parser.stream.skip_if("comma")
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        place = nodes.Const((parser.name, line))
        call = self.call_method("_piece", [place, values, nodes.List(fills)])
        return nodes.CallBlock(call, words, [], body).set_lineno(line)

    def _piece(self, place: tuple[str, int], values: Any, fills: Sequence[Any], caller: Callable[..., str]) -> str:
        if self.environment.auto_reload:
            return caller(*fills)  # somebody is editing the template
        name = (place, language(), values)
        parts = self.pieces.get(name)
        if parts is None:
            parts = self._keep(name, caller(*(f"{_MARK}{nth}z" for nth in range(len(fills)))))
        return _filled(parts, fills)

    def put_together(
        self, template: str, values: Hashable, fills: Mapping[str, Any], context: Callable[[], Mapping[str, Any]]
    ) -> list[str]:
        """The texts of the piece, with the fills between them."""
        name = (template, language(), values)
        parts = self.pieces.get(name)
        if parts is None:
            made = self._template(template)
            if self.environment.auto_reload:
                return [made.render(context(), **{word: _Word(fill) for word, fill in fills.items()})]
            marks = {word: _Word(f"{_MARK}{nth}z") for nth, word in enumerate(fills)}
            parts = self._keep(name, made.render(context(), **marks))
        texts = [fill if type(fill) is Markup else escape(fill) for fill in fills.values()]
        return [part if type(part) is str else texts[part] for part in parts]

    def _template(self, name: str) -> Template:
        found = self._templates.get(name)
        if found is None:
            found = self.environment.get_template(name)
            if not self.environment.auto_reload:
                self._templates[name] = found
        return found

    def _keep(self, name: Any, text: str) -> list[Any]:
        parts: list[Any] = _MARKS.split(str(text))
        parts[1::2] = map(int, parts[1::2])
        if len(self.pieces) >= self.most:
            self.pieces.clear()
        self.pieces[name] = parts
        return parts


class _Word(Markup):
    """Escaped; templates may also call it, as they do with `csrf_token()`."""

    def __new__(cls, fill: Any) -> _Word:
        return super().__new__(cls, escape(fill))

    def __call__(self) -> _Word:
        return self


def _filled(parts: list[Any], fills: Sequence[Any]) -> str:
    if len(parts) == 1:
        return str(parts[0])
    texts = [escape(fill) for fill in fills]
    return "".join([part if type(part) is str else texts[part] for part in parts])


def put_together(
    template: str, values: Hashable, fills: Mapping[str, Any], context: Callable[[], Mapping[str, Any]]
) -> Markup:
    """The template as it follows from `values` and the language alone, with the `fills` put where it names them.

    `context` is asked for what the template is given, which must follow from `values`. The template gets nothing else:
    what is not named there, as the viewer, is undefined in it, so that nobody is shown what was made for another."""
    return Markup("".join(_keeper().put_together(template, values, fills, context)))


def in_two(
    template: str, values: Hashable, fills: Mapping[str, Any], context: Callable[[], Mapping[str, Any]]
) -> tuple[str, str]:
    """The same in two parts, of which the first is the same text each time: what stands before anything filled in."""
    first, *rest = _keeper().put_together(template, values, fills, context)
    return first, "".join(rest)


def _keeper() -> Kept:
    app = this_app()
    found: Kept | None = app.extensions.get("kept")
    if found is None:
        found = app.extensions["kept"] = keeper(app)
    return found


def keeper(app: Flask) -> Kept:
    return cast(Kept, app.jinja_env.extensions[Kept.identifier])


def forget_pieces(app: Flask) -> None:
    """Another database stands behind the same values now: after a restore, and between tests."""
    keeper(app).pieces.clear()
