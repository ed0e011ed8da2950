"""Interface strings: Flask-Babel's functions with types. Every word a person reads in the interface passes here or
through the templates' `_()`, so that a translation finds them all.

A page has a hundred of them and Flask-Babel looks for the language at each: here it is found once a request.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, cast

import flask_babel
from flask import g, has_app_context
from jinja2 import Environment
from markupsafe import Markup, escape


class Catalogue:
    """The words of one language. What templates show is kept as markup, which it would otherwise become each time."""

    def __init__(self, locale: str, translations: Any) -> None:
        self.locale = locale
        self.translations = translations
        self.shown: dict[str, Markup] = {}  # texts without values


_kept: dict[str, Catalogue] = {}


def catalogue() -> Catalogue:
    """That of this request's language."""
    if not has_app_context():
        return _of_locale("")
    if "catalogue" not in g:
        g.catalogue = _of_locale(str(flask_babel.get_locale() or ""))
    return cast(Catalogue, g.catalogue)


def _of_locale(locale: str) -> Catalogue:
    if locale not in _kept:
        _kept[locale] = Catalogue(locale, flask_babel.get_domain().get_translations())
    return _kept[locale]


def gettext(text: str, **values: Any) -> str:
    found = str(catalogue().translations.gettext(text))
    return found % values if values else found


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    return str(catalogue().translations.ngettext(one, many, num)) % {"num": num, **values}


def format_date(day: date, pattern: str) -> str:
    return _dated(day, pattern, catalogue().locale)


@lru_cache(maxsize=2048)
def _dated(day: date, pattern: str, _locale: str) -> str:
    return str(flask_babel.format_date(day, pattern))


def init_texts(environment: Environment) -> None:
    """The templates' `_` and `ngettext`, in the place of those that Flask-Babel has put there."""
    environment.globals.update({"_": _shown, "gettext": _shown, "ngettext": _shown_number})


def _shown(text: str, **values: Any) -> Markup:
    """As in Jinja's new style: `text` is a format also without values, and the values are escaped."""
    words = catalogue()
    if values:
        return _filled(words.translations.gettext(text), values)
    found = words.shown.get(text)
    if found is None:
        found = words.shown[text] = _filled(words.translations.gettext(text), values)
    return found


def _shown_number(one: str, many: str, num: int, **values: Any) -> Markup:
    return _filled(catalogue().translations.ngettext(one, many, num), {"num": num, **values})


def _filled(text: str, values: dict[str, Any]) -> Markup:
    return Markup(text % {name: value if type(value) is int else escape(value) for name, value in values.items()})
