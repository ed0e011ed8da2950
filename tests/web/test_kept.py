"""Pieces of pages that are made once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask
from jinja2 import Environment, Template
from markupsafe import Markup

from webapp.web import kept, texts

SOURCE = "{% kept 'piece', n %}{{ turn() }}<{{ word }}>{% endkept %}"


def environment(*, is_edited: bool = False) -> Environment:
    made = Environment(extensions=[kept.Kept], autoescape=True, auto_reload=is_edited)
    made.globals["turn"] = count(1).__next__
    return made


def test_a_piece_is_made_once_for_each_of_its_values() -> None:
    template = environment().from_string(SOURCE)
    assert [template.render(n=n, word="&") for n in (7, 8, 7, 7)] == ["1<&amp;>", "2<&amp;>", "1<&amp;>", "1<&amp;>"]


def test_two_pieces_with_equal_values_are_two() -> None:
    template = environment().from_string(f"{SOURCE}\n{SOURCE}")
    assert template.render(n=7, word="a") == "1<a>\n2<a>"


def test_another_language_is_another_piece() -> None:
    template = environment().from_string(SOURCE)
    rendered = [template.render(n=7, word="a")]
    token = texts._current.set(texts.Catalogue("la", None))
    rendered.append(template.render(n=7, word="a"))
    texts._current.reset(token)
    assert [*rendered, template.render(n=7, word="a")] == ["1<a>", "2<a>", "1<a>"]


def test_while_templates_are_edited_nothing_is_kept() -> None:
    template = environment(is_edited=True).from_string(SOURCE)
    assert [template.render(n=7, word="a") for _time in range(3)] == ["1<a>", "2<a>", "3<a>"]


def test_what_is_kept_has_a_limit() -> None:
    made = environment()
    keeping = next(iter(made.extensions.values()))
    assert isinstance(keeping, kept.Kept)
    keeping.most = 2
    template = made.from_string(SOURCE)
    assert [template.render(n=n, word="a") for n in (1, 2, 1, 3, 1)] == ["1<a>", "2<a>", "1<a>", "3<a>", "4<a>"]


def test_after_a_restore_nothing_old_is_shown() -> None:
    app = Flask(__name__)
    app.jinja_env.add_extension(kept.Kept)
    app.jinja_env.globals["turn"] = count(1).__next__
    template = app.jinja_env.from_string(SOURCE)
    assert [template.render(n=7, word="a") for _time in range(2)] == ["1<a>", "1<a>"]
    kept.forget_pieces(app)
    assert template.render(n=7, word="a") == "2<a>"


FILLED = (
    "{% kept 'piece', n filling word=word, other=other|upper %}"
    "{{ turn() }}<{{ word }} {{ other }} {{ word }}>{% endkept %}"
)


def test_words_are_filled_in_anew_each_time_and_escaped() -> None:
    template = environment().from_string(FILLED)
    assert template.render(n=7, word="a", other="b") == "1<a B a>"
    assert template.render(n=7, word="&", other="c") == "1<&amp; C &amp;>"
    assert template.render(n=8, word="a", other="b") == "2<a B a>"


def test_a_word_outside_of_its_piece_keeps_its_value() -> None:
    template = environment().from_string(
        "{% kept 'piece', 1 filling word=word ~ '!' %}<{{ word }}>{% endkept %}{{ word }}"
    )
    assert [template.render(word=word) for word in ("a", "b")] == ["<a!>a", "<b!>b"]


def test_words_are_filled_in_while_templates_are_edited() -> None:
    template = environment(is_edited=True).from_string(FILLED)
    assert [template.render(n=7, word="&", other="b") for _time in range(2)] == ["1<&amp; B &amp;>", "2<&amp; B &amp;>"]


PIECE = "{{ turn() }}<{{ shown }} {{ word }} {{ word() }} {{ viewer }}>"


@pytest.fixture
def made_of(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Template]:
    """An app whose templates are all PIECE."""
    turn = count(1).__next__
    template = app.jinja_env.from_string(PIECE, globals={"turn": turn})
    keeping = kept.keeper(app)
    monkeypatch.setattr(keeping, "_template", lambda _name: template)
    monkeypatch.setattr(keeping, "pieces", {})
    return lambda _name: template


@pytest.mark.usefixtures("made_of")
def test_a_template_is_put_together_once_for_its_values(app: Flask) -> None:
    with app.test_request_context("/"):
        found = [
            kept.put_together("a.html", values, {"word": word}, lambda: {"shown": "s"})
            for values, word in ((7, "&"), (7, "b"), (8, "&"), (7, Markup("<br>")))
        ]
    assert found == ["1<s &amp; &amp; >", "1<s b b >", "2<s &amp; &amp; >", "1<s <br> <br> >"]
    assert {type(each) for each in found} == {Markup}


@pytest.mark.usefixtures("made_of")
def test_in_two_the_first_part_is_the_same_text(app: Flask) -> None:
    with app.test_request_context("/"):
        found = [kept.in_two("a.html", 7, {"word": word}, lambda: {"shown": "s"}) for word in "ab"]
    assert found == [("1<s ", "a a >"), ("1<s ", "b b >")]
    assert found[0][0] is found[1][0]


@pytest.mark.usefixtures("made_of")
def test_while_templates_are_edited_nothing_is_put_together_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.jinja_env, "auto_reload", True)
    with app.test_request_context("/"):
        found = [kept.in_two("a.html", 7, {"word": "&"}, lambda: {"shown": "s"}) for _time in range(2)]
    assert ["".join(each) for each in found] == ["1<s &amp; &amp; >", "2<s &amp; &amp; >"]
