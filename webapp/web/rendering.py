"""What every template may use: viewer, static addresses, critical style sheet, the text of questions."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any, Protocol

from flask import Flask, current_app, request, url_for
from jinja2 import Environment
from markupsafe import Markup

from webapp import text
from webapp.web.access import viewer
from webapp.web.assets import Assets
from webapp.web.kept import Kept
from webapp.web.owner import owner_mark
from webapp.web.texts import gettext, init_texts


class Written(Protocol):
    """Whatever says how its texts are written: a card, an answer, a missed question."""

    @property
    def format(self) -> str: ...
    @property
    def foreign(self) -> Mapping[str, str]: ...


OF_AN_OPTION = 180  # pixels: how tall a picture may be where several stand below each other


def inline(words: str | None, source: Written | Mapping[str, Any]) -> Markup:
    return _shown(text.inline(words or "", *_how(source)))


def option(words: str | None, source: Written | Mapping[str, Any]) -> Markup:
    """As `inline`, for one of several."""
    return _shown(text.inline(words or "", *_how(source)), tallest=OF_AN_OPTION)


def in_words(words: str | None, source: Written | Mapping[str, Any], nth: int = 0) -> Markup:
    """As `inline`, where neither pictures nor sounds may stand: in links, lists to choose from, names of things. `nth`
    is the place in such a list, by which pictures without a description are told apart."""
    html = text.parted(words or "", *_how(source))[1]
    if not nth:
        return Markup(text.in_words(html, picture=gettext("picture"), sound=gettext("sound")))
    picture, sound = gettext("picture %(number)s", number=nth), gettext("sound %(number)s", number=nth)
    return Markup(text.in_words(html, picture=picture, sound=sound))


def pictures(words: str | None, source: Written | Mapping[str, Any]) -> list[str]:
    """The addresses of the pictures in a text."""
    return text.addresses(text.inline(words or "", *_how(source)), current_app.extensions["size_of_picture"])


def block(words: str | None, source: Written | Mapping[str, Any]) -> Markup:
    html = text.block(words or "", *_how(source))
    if "<table" in html or "<math" in html:
        html = text.reachable(html, table=gettext("Table"), formula=gettext("Formula"))
    return _shown(html, is_linked=True)


def asked(words: str | None, source: Written | Mapping[str, Any]) -> Markup:
    """What a prompt asks, for a heading or a line; its blocks are `above`."""
    return _shown(text.parted(words or "", *_how(source))[1])


def above(words: str | None, source: Written | Mapping[str, Any]) -> Markup:
    """The tables, lists, pictures and programs of a prompt; nothing for most."""
    html = text.parted(words or "", *_how(source))[0]
    if "<table" in html or "<math" in html:
        html = text.reachable(html, table=gettext("Table"), formula=gettext("Formula"))
    return _shown(html, is_linked=True)


def asked_pictures(words: str | None, source: Written | Mapping[str, Any]) -> list[str]:
    """As `pictures`, of what a prompt asks."""
    html = text.parted(words or "", *_how(source))[1]
    return text.addresses(html, current_app.extensions["size_of_picture"])


def _shown(html: str, **how: Any) -> Markup:
    html = text.unparted(html)
    if "media:" not in html:
        return Markup(html)
    return Markup(text.shown(html, current_app.extensions["size_of_picture"], **how))


def _how(source: Written | Mapping[str, Any]) -> tuple[str, Mapping[str, str]]:
    if isinstance(source, Mapping):
        return source["format"], source["foreign"]
    return source.format, source.foreign


def init_rendering(app: Flask, assets: Assets) -> None:
    app.add_template_filter(inline)
    app.add_template_filter(block)
    app.add_template_filter(text.described, "described")
    app.add_template_filter(in_words)
    app.add_template_filter(option)
    app.add_template_filter(pictures)
    app.add_template_filter(asked)
    app.add_template_filter(above)
    app.add_template_filter(asked_pictures)
    app.extensions.setdefault("size_of_picture", lambda _key: None)
    # Set as globals, so that imported macros see them as well.
    app.jinja_env.globals["asset"] = assets.url
    app.jinja_env.globals["critical_css"] = Markup(assets.critical_css)
    app.jinja_env.globals["url_for"] = address
    app.jinja_env.globals["owner_mark"] = owner_mark
    init_texts(app)
    app.jinja_env.add_extension(Kept)
    _share_globals(app.jinja_env)
    app.context_processor(_for_page)


def address(endpoint: str, **values: Any) -> str:
    """Flask's `url_for`. What an address looks like is found once; then plain words are put into it."""
    if endpoint.startswith(".") or not all(type(value) is str and _is_plain(value) for value in values.values()):
        return url_for(endpoint, **values)
    pattern = _pattern(endpoint, tuple(values), request.script_root)
    for nth, value in enumerate(values.values()):
        pattern = pattern.replace(_PLACES[nth], value)
    return pattern


_is_plain = re.compile(r"[A-Za-z0-9._~-]+").fullmatch
_PLACES = tuple(f"place-{secrets.token_hex(8)}-{nth}" for nth in range(8))  # nothing that a value holds


@lru_cache(maxsize=256)
def _pattern(endpoint: str, names: tuple[str, ...], _root: str) -> str:
    places: dict[str, Any] = dict(zip(names, _PLACES, strict=False))
    return url_for(endpoint, **places)


def _share_globals(environment: Environment) -> None:
    """One plain dict for all templates. Jinja makes a chain of maps for each, whose keys it compares in Python at every
    import of a macro: a tenth of a page's time. The price is that a template must not change its globals."""
    inherited = environment.make_globals

    def make_globals(given: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return inherited(given) if given else environment.globals

    environment.make_globals = make_globals  # type: ignore[assignment,method-assign] # Flask has made the environment already


def _for_page() -> dict[str, Any]:
    config = current_app.config
    return {
        "viewer": viewer(),
        "guest_days": config["GUEST_DAYS"],
        "has_data_loss_risk": config["HAS_DATA_LOSS_RISK"],
    }
