"""Interface strings: Flask-Babel's functions with types. Every word a person reads in the interface passes here or
through the templates' `_()`, so that a translation finds them all.

A page has a hundred of them and Flask-Babel looks for the language at each: here it is found once a request.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Any

import flask_babel
from flask import Flask, current_app, has_app_context
from markupsafe import Markup, escape


class Catalogue:
    """The words of one language. What templates show is kept as markup, which it would otherwise become each time."""

    def __init__(self, locale: str, translations: Any) -> None:
        self.locale = locale
        self.translations = translations
        self.shown: dict[str, Markup] = {}  # texts without values


_kept: dict[str, Catalogue] = {}
_current: ContextVar[Catalogue | None] = ContextVar("catalogue", default=None)


def catalogue() -> Catalogue:
    """That of this request's language; it is forgotten when the request ends."""
    found = _current.get()
    if found is None:
        locale = _locale() if has_app_context() else ""
        if locale not in _kept:
            _kept[locale] = Catalogue(locale, flask_babel.get_domain().get_translations())
        found = _kept[locale]
        if has_app_context():
            _current.set(found)
    return found


def _locale() -> str:
    """That of the request, where somebody chooses one; else the app's, which Flask-Babel would parse each time."""
    babel = current_app.extensions.get("babel")
    if babel is not None and babel.locale_selector is None:
        return str(babel.default_locale)
    return str(flask_babel.get_locale() or "")


def language() -> str:
    """The language of this request, for keeping what was made in it."""
    return catalogue().locale


def _forget(_error: BaseException | None) -> None:
    _current.set(None)


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


def init_texts(app: Flask) -> None:
    """The templates' `_` and `ngettext`, in the place of those that Flask-Babel has put there."""
    app.jinja_env.globals.update({"_": _shown, "gettext": _shown, "ngettext": _shown_number})
    app.teardown_appcontext(_forget)


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
