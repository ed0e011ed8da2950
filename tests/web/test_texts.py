"""Words of the interface in templates: formats whose values are escaped."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask, render_template_string

from webapp.web.texts import format_date, gettext, ngettext


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ _('Saved') }}", "Saved"),
        ("{{ _('Tom & Jerry') }}", "Tom & Jerry"),
        ("{{ _('100 %%') }}", "100 %"),
        ("{{ _('Hello %(name)s', name='<b>') }}", "Hello &lt;b&gt;"),
        ("{{ _('Hello %(name)s', name='<b>'|safe) }}", "Hello <b>"),
        ("{{ ngettext('%(num)s card', '%(num)s cards', 1) }}", "1 card"),
        (
            "{{ ngettext('%(num)d card of %(whose)s', '%(num)d cards of %(whose)s', 3, whose='<i>') }}",
            "3 cards of &lt;i&gt;",
        ),
    ],
)
def test_words_in_a_template(app: Flask, template: str, shown: str) -> None:
    with app.test_request_context():
        assert [render_template_string(template) for _time in range(2)] == [shown, shown]


def test_words_in_python(app: Flask) -> None:
    with app.test_request_context():
        assert gettext("Saved") == "Saved"
        assert gettext("100 %") == "100 %"
        assert gettext("Hello %(name)s", name="<b>") == "Hello <b>"
        assert ngettext("%(num)s card", "%(num)s cards", 1) == "1 card"
        assert ngettext("%(num)s card", "%(num)s cards", 3) == "3 cards"
        assert format_date(date(2026, 11, 24), "d MMM") == "24 Nov"


def test_words_are_there_without_a_request() -> None:
    assert (gettext("Saved"), ngettext("a", "b", 2)) == ("Saved", "b")
