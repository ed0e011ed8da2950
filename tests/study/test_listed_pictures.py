"""Pictures without a description, in lists to choose from: they are told apart by their places."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, load
from tests.client import Browser

PICTURES = [f'<img src="media:{place:032}.png">' for place in range(3)]


def page_of(app: Flask, client: Browser, kind: str, **fields: Any) -> Any:
    load(app, bank_file([asked("q1", kind, format="html", **fields)]))
    client.get("/try/science")
    assert client.last is not None
    return client.last


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (
            "matching",
            {"pairs": [{"left": f"<b>{n}</b>", "right": each} for n, each in enumerate(PICTURES)], "extra": []},
        ),
        ("cloze", {"text": "It is {1}.", "gaps": [{"accept": PICTURES[0], "options": PICTURES}]}),
    ],
)
def test_in_a_list_to_choose_from(app: Flask, client: Browser, kind: str, fields: dict[str, Any]) -> None:
    tree = page_of(app, client, kind, **fields)
    listed = [each.text for each in next(tree.iter("select")).iter("option")]
    assert listed == ["Choose", "picture 1", "picture 2", "picture 3"]


def test_in_the_names_of_buttons_that_move_a_row(app: Flask, client: Browser) -> None:
    tree = page_of(app, client, "ordering", items=[{"text": each} for each in PICTURES])
    names = [each.get("aria-label", "") for each in tree.iter("button") if each.get("data-by") == "-1"]
    assert names == ["Move up: picture 1", "Move up: picture 2", "Move up: picture 3"]
