"""S29: whatever a bank's text holds, it comes out as text on every page."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import update

from tests.banks.files import Raw, asked, bank_file, load
from tests.client import Browser
from tests.html import text_of
from tests.study.learner import Learner
from tests.study.pages_read import form_to, link, page, shown
from tests.study.scripted import Scripted
from webapp.banks.models import Bank, Question, Version
from webapp.database import db, transaction
from webapp.kinds.registry import KINDS

PAYLOADS = (
    "<script>canary()</script>",
    '"><img src=x onerror=canary()>',
    "' onmouseover='canary()",
    "<svg/onload=canary()>",
    "</textarea></title></style><b onclick=canary()>",
    "{{ canary }}{% canary %}",
    "<a href=javascript:canary()>go</a>",
    "[go](javascript:canary())",
)
ALL = " ".join(PAYLOADS)


def question(name: str, kind: str, payload: str) -> Raw:
    """A question of the kind with the payload in every text it has."""
    hostile: dict[str, dict[str, Any]] = {
        "choice": {"options": [{"text": f"{n} {payload}", "why": payload} for n in range(3)]},
        "multi_choice": {"options": [{"text": f"{n} {payload}", "why": payload} for n in range(3)]},
        "true_false": {"why_true": payload, "why_false": payload},
        "cloze": {"gaps": [{"accept": payload, "name": payload, "why": payload} for _ in range(2)]},
        "short_answer": {"accept": [payload, {"text": f"x {payload}", "weight": "0", "why": payload}]},
        "numeric": {"unit": "x" + payload[:20]},
        "matching": {
            "pairs": [{"left": f"{n} {payload}", "right": f"r{n} {payload}", "why": payload} for n in range(3)]
        },
        "ordering": {"items": [{"text": f"{n} {payload}", "note": payload} for n in range(3)]},
        "self_graded": {"answer": payload, "ideas": [f"{n} {payload}" for n in range(2)]},
    }
    own = hostile[kind]
    for n, option in enumerate(own.get("options", ())):
        if n < (1 if kind == "choice" else 2):
            option["right"] = "yes"
    words = {"explanation": payload, "hint": payload, "background": payload, "topic": payload[:190]}
    asked_for = {"text": f"{payload} {{1}} and {{2}}"} if kind == "cloze" else {"prompt": f"{name} {payload}"}
    return asked(name, kind, **{**words, **asked_for, **own})


def hostile_bank(kind: str, payload: str) -> str:
    head: dict[str, Any] = {
        "title": payload[:150],
        "subject": payload[:60],
        "level": payload[:60],
        "description": payload,
        "author": payload[:150],
        "licence": payload[:150],
        "source": {"title": payload, "publisher": payload},
        "facts": {"H1": {"paragraph": payload, "says": payload, "view": payload}},
        "terms": {"T1": {"paragraph": "P1", "says": payload, "reference": payload}},
    }
    one, two = question("q1", kind, payload), question("q2", kind, payload)
    return bank_file([{**one, "fact": "H1"}, {**two, "term": "T1"}], **head)


def harm(tree: Element) -> list[str]:
    """What would run: elements and attributes that a text became."""
    found = []
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name.startswith("on") or ("canary" in value and name in ("href", "src", "action", "style")):
                found.append(f"{element.tag} {name}={value}")
        if element.tag in ("script", "style", "title") and element.tag != "title" and "canary" in text_of(element):
            found.append(element.tag)
        if element.tag in ("img", "iframe", "object", "embed"):
            found.append(element.tag)
    return found


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, app: Flask) -> str:
    name: str = request.param
    load(app, hostile_bank(name, ALL))
    return name


def seen(client: Browser) -> tuple[list[str], bool]:
    """(what would run, whether the payload is on the page as text)"""
    tree = page(client)
    return harm(tree), "canary()" in " ".join(tree.itertext())


SAFE: tuple[list[str], bool] = ([], True)


@pytest.mark.parametrize("address", ["/", "/study", "/banks", "/banks/science", "/try/science"])
def test_s29_a_page_shows_text_as_text(client: Browser, kind: str, address: str) -> None:
    client.get(address)
    assert seen(client) == SAFE


def test_s29_question_feedback_summary_and_report_show_text_as_text(learner: Learner, kind: str) -> None:
    learner.open()
    assert seen(learner.client) == SAFE
    learner.client.get(link(learner.client, "Report a problem with this question"))
    assert seen(learner.client) == SAFE
    learner.client.submit(form_to(learner.client, "/study/report"), comment=ALL, reason="x")
    assert seen(learner.client) == SAFE
    learner.open()
    learner.answer(right=False)
    assert seen(learner.client) == SAFE
    learner.client.get(
        next(form.action for form in learner.client.forms() if "/undo" in form.action).replace("undo", "done")
    )
    assert seen(learner.client) == SAFE


def test_s29_a_fragment_shows_text_as_text(app: Flask, client: Browser, kind: str) -> None:
    learner = Scripted(app, client)
    learner.open()
    form = learner.card_form()
    learner.send(learner.fields(form["ticket" if form.method == "post" else "card"], right=False))
    assert seen(client) == SAFE


def test_s29_what_a_learner_types_comes_back_as_text(app: Flask, learner: Learner) -> None:
    load(app, bank_file([asked("q1", "short_answer"), asked("q2", "cloze"), asked("q3", "numeric")]))
    learner.open()
    for fields in ({"text": ALL}, {"gap-1": ALL, "gap-2": ALL}, {"number": ALL[:60]}):
        learner.follow(learner.client.submit(learner.card_form(), **fields))
        assert seen(learner.client) == SAFE
        learner.client.get(link(learner.client, "Report a problem with this question"))
        assert seen(learner.client) == SAFE
        learner.client.get(link(learner.client, "Back to the card"))
    learner.client.get(link(learner.client, "End this session Nothing is lost"))
    assert seen(learner.client) == SAFE


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x0b", "\x1f", "\x7f", "\u00ad", "\ud83d", "\u202e"])
def test_a_typed_answer_may_hold_any_sign(app: Flask, learner: Learner, sign: str) -> None:
    load(app, bank_file([asked("q1", "short_answer"), asked("q2", "short_answer")]))
    learner.open()
    typed = f"breath{sign}ing".encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answered = learner.follow(learner.client.submit(learner.card_form(), text=typed))
    assert (answered.status_code, learner.go_on().status_code) == (200, 200)


def test_s29_a_search_comes_back_as_text(client: Browser, app: Flask) -> None:
    load(app, bank_file([asked("q1")]))
    client.get("/banks", query_string={"q": ALL[:190], "subject": ALL, "level": ALL})
    assert harm(page(client)) == []
    assert [each.get("value") for each in shown(client) if each.get("id") == "q"] == [ALL[:190]]


def test_s29_text_that_came_past_the_checks_of_a_file_is_text_too(app: Flask, client: Browser) -> None:
    """The last line of defence: rows changed by hand."""
    load(app, bank_file([asked("q1", "choice")]))
    with app.app_context(), transaction() as session:
        session.execute(update(Bank).values(title=ALL[:200], subject=ALL[:80], description=ALL, source={"title": ALL}))
        session.execute(update(Question).values(topic=ALL[:200]))
        version = session.query(Version).one()
        session.execute(
            update(Version).values(content={**version.content, "prompt": ALL, "hint": ALL, "foreign": {ALL: ALL}})
        )
        session.expunge_all()
    for address in ("/", "/study", "/banks", "/banks/science"):
        client.get(address)
        assert seen(client) == SAFE
    with app.app_context():
        db.session.rollback()
