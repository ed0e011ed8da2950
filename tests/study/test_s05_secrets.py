"""S5: before the answer, nothing of the answer is in the page, neither in the card shown nor in the one it holds."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.banks.files import asked, bank_file, load
from tests.client import Browser
from tests.study.learner import Learner
from tests.study.pages_read import form_to, link
from tests.study.scripted import Scripted

# Of each kind a question whose secret parts bear words that occur nowhere else.
SECRETS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "choice": (
        {
            "options": [
                {"text": "Jupiter", "right": "yes", "why": "zebra one"},
                {"text": "Saturn", "why": "zebra two"},
                {"text": "Earth", "why": "zebra three", "weight": "0.375"},
            ]
        },
        ["zebra", "0.375"],
    ),
    "multi_choice": (
        {
            "options": [
                {"text": "Helium", "right": "yes", "why": "zebra one"},
                {"text": "Neon", "right": "yes", "why": "zebra two"},
                {"text": "Copper", "why": "zebra three", "weight": "-0.375"},
            ]
        },
        ["zebra", "0.375"],
    ),
    "true_false": ({"answer": "false", "why_true": "zebra one", "why_false": "zebra two"}, ["zebra"]),
    "cloze": (
        {
            "text": "Blood leaves by the {1}.",
            "gaps": [{"accept": ["zebracord", "zebraband"], "name": "vessels", "why": "zebra why"}],
        },
        ["zebra"],
    ),
    "short_answer": (
        {"accept": ["zebrasis", {"text": "zebration", "weight": "0.375", "why": "zebra why"}]},
        ["zebra", "0.375"],
    ),
    "numeric": ({"answer": "48.125", "tolerance": "0.375", "explanation": "zebra"}, ["48.125", "0.375", "zebra"]),
    "matching": (
        {"pairs": [{"left": f"left {n}", "right": f"right {n}", "why": f"zebra {n}"} for n in range(3)]},
        ["zebra"],
    ),
    "ordering": (
        {"items": [{"text": f"item {n}", "note": f"zebra {n}"} for n in range(4)]},
        ["zebra"],
    ),
}


def secret(name: str, kind: str) -> dict[str, Any]:
    raw, _secrets = SECRETS[kind]
    return asked(name, kind, **{"explanation": "zebra explained", "fact": "H1", "background": "zebra back", **raw})


def bank(kind: str) -> str:
    facts = {"H1": {"paragraph": "P1", "says": "zebra says"}}
    own = [secret("q1", kind), {**secret("q2", kind), "fact": "H2"}]
    return bank_file(own, facts={**facts, "H2": {"paragraph": "P2", "says": "zebra too"}})


@pytest.fixture(params=SECRETS)
def kind(request: pytest.FixtureRequest, app: Flask) -> str:
    name: str = request.param
    load(app, bank(name))
    return name


def told(body: str, kind: str) -> list[str]:
    """The secrets in this page; its inlined style sheet tells none, but holds numbers."""
    shown = body.partition("</style>")[2] or body
    return [word for word in ("zebra", *SECRETS[kind][1]) if word in shown]


@pytest.mark.parametrize("address", ["/", "/study", "/study?bank=science", "/try/science"])
def test_s05_no_page_with_a_question_tells_its_answer(client: Browser, kind: str, address: str) -> None:
    assert told(client.get(address).get_data(as_text=True), kind) == []


def test_s05_a_card_sent_back_for_an_answer_tells_nothing(learner: Learner, kind: str) -> None:
    learner.open()
    body = learner.client.submit(learner.card_form()).get_data(as_text=True)
    assert ("Nothing is answered yet" in body, told(body, kind)) == (True, [])


def test_s05_a_session_goes_on_without_telling(learner: Learner, kind: str) -> None:
    learner.open()
    answered = learner.answer()
    assert "zebra" in answered.get_data(as_text=True)
    going_on = learner.go_on()
    assert told(going_on.get_data(as_text=True), kind) == []


def test_s05_undo_brings_the_question_and_not_the_answer(learner: Learner, kind: str) -> None:
    learner.open()
    learner.answer()
    back = learner.follow(learner.client.submit(form_to(learner.client, "/undo")))
    assert told(back.get_data(as_text=True), kind) == []


def test_s05_the_report_page_of_an_open_question_tells_nothing(learner: Learner, kind: str) -> None:
    learner.open()
    body = learner.client.get(link(learner.client, "Report a problem with this question")).get_data(as_text=True)
    assert told(body, kind) == []


def test_s05_a_fragment_tells_of_the_answered_card_alone(app: Flask, client: Browser, kind: str) -> None:
    learner = Scripted(app, client)
    learner.open()
    learner.send(learner.fields(learner.card_form()["ticket"]))
    parts = learner.parts()
    cards = [part for name, part in parts.items() if name not in ("feedback", "progress")]
    assert len(cards) == 1
    assert ("zebra" in everything(parts["feedback"]), told(everything(cards[0]), kind)) == (True, [])


def everything(part: Any) -> str:
    """Texts and attributes of this part of a page."""
    return " ".join(
        [*part.itertext(), *(value for element in part.iter() for value in element.attrib.values() if value)]
    )


def test_s05_an_empty_check_by_script_tells_nothing(app: Flask, client: Browser, kind: str) -> None:
    learner = Scripted(app, client)
    learner.open()
    fields = {"ticket": learner.card_form()["ticket"], "key": learner.card_form()["key"]}
    answered = learner.send(fields)
    assert (answered.status_code, told(answered.get_data(as_text=True), kind)) == (422, [])


def test_s05_the_banks_page_tells_only_behind_its_closed_lists(client: Browser, kind: str) -> None:
    client.get("/banks")
    assert told(client.get("/banks").get_data(as_text=True), kind) == []
