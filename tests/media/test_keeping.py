"""A file with pictures is brought: what is stored, what the texts say then, and what is said of the rest."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.media.drawn import packed, picture
from tests.media.test_service import rows
from webapp.database import db
from webapp.exchange.contract import Drafts
from webapp.exchange.media import key_of, references_in, references_of
from webapp.exchange.sniffing import read_file
from webapp.media.keeping import Budget, keep, raw_replaced, rewritten
from webapp.media.queries import data_of
from webapp.text import described

CSV = (
    "id,question,option_1,option_2,correct\n"
    'q1,"Which is it? <img src=""a.png"" alt=""a map"">","<img src=""b.jpg"" alt=""one"">",two,1\n'
    "q2,Nothing to see?,yes,no,1\n"
)
RED, BLUE = picture("red"), picture("blue", format="JPEG")


def brought(app: Flask, clock: Clock, data: bytes, *, is_trial: bool = False, budget: Budget | None = None) -> Drafts:
    drafts = read_file(data, "plants.zip")
    with app.app_context():
        db.session.rollback()
        kept = keep(drafts, now=clock, is_trial=is_trial, budget=budget)
        db.session.remove()
    return rewritten(drafts, kept)


def bank_of(prompt: str) -> str:
    """A bank file with one question in Markdown."""
    return f"""
bank: birds
title: Birds
questions:
  - id: q1
    kind: true_false
    format: markdown
    prompt: '{prompt}'
    answer: true
"""


def problems(drafts: Drafts) -> list[tuple[str, str | None, str]]:
    return [
        (each.code, each.question, each.field) for each in drafts.problems if each.code.startswith(("media", "file"))
    ]


def test_pictures_are_stored_and_the_texts_name_what_is_stored(app: Flask, clock: Clock) -> None:
    drafts = brought(app, clock, packed(plants_csv=CSV, a_png=RED, b_jpg=BLUE))
    stored, origins = rows(app)
    one, two = drafts.questions
    named = references_in(one)
    assert sorted(each[6:38] for each in named) == stored
    assert [each[-4:] for each in named] == [".png", ".jpg"]
    assert key_of(BLUE) in origins
    assert (references_in(two), drafts.media, problems(drafts)) == ([], {}, [])
    assert described(one.content["prompt"]).endswith("a map")


def test_the_same_file_again_is_the_same_and_nothing_is_stored_twice(app: Flask, clock: Clock) -> None:
    data = packed(plants_csv=CSV, a_png=RED, b_jpg=BLUE)
    first = brought(app, clock, data)
    before = rows(app)
    assert brought(app, clock, data).questions == first.questions
    assert rows(app) == before


def test_what_was_stored_and_is_brought_again_is_the_same(app: Flask, clock: Clock) -> None:
    first = brought(app, clock, packed(plants_csv=CSV, a_png=RED, b_jpg=BLUE))
    with app.app_context():
        from_here = {
            reference: data_of(db.session(), *reference[6:].split("."))
            for reference in references_in(first.questions[0])
        }
        db.session.remove()
    red, blue = from_here.values()
    assert red is not None and blue is not None
    assert brought(app, clock, packed(plants_csv=CSV, a_png=red, b_jpg=blue)).questions == first.questions


def test_a_trial_says_the_same_and_stores_nothing(app: Flask, clock: Clock) -> None:
    data = packed(plants_csv=CSV, a_png=RED, b_jpg=BLUE)
    tried = brought(app, clock, data, is_trial=True)
    assert rows(app) == ([], [])
    assert tried.questions == brought(app, clock, data).questions


def test_a_picture_that_is_refused_is_said_at_its_question_and_its_words_stay(app: Flask, clock: Clock) -> None:
    cut = picture("green", (64, 64), "PNG")[:60]
    drafts = brought(app, clock, packed(plants_csv=CSV, a_png=cut, b_jpg=BLUE))
    [one, _two] = drafts.questions
    assert described(one.content["prompt"]) == one.content["prompt"]
    assert "a map" in one.content["prompt"]
    assert problems(drafts) == [("media.refused", "Which is it? a map", "a.png")]
    [problem] = [each for each in drafts.problems if each.code == "media.refused"]
    assert (problem.severity, problem.message) == ("warning", "The picture or sound a.png is damaged or not whole.")


@pytest.mark.parametrize("budget", [Budget(pictures=1), Budget(pixels=8 * 6 * 2 - 1)])
def test_what_is_too_much_for_one_time_is_said_and_the_same_file_goes_on_from_there(
    app: Flask, clock: Clock, budget: Budget
) -> None:
    data = packed(plants_csv=CSV, a_png=RED, b_jpg=BLUE)
    drafts = brought(app, clock, data, budget=budget)
    assert problems(drafts) == [("media.refused", "Which is it? a map", "b.jpg")]
    [problem] = [each for each in drafts.problems if each.code == "media.refused"]
    assert (problem.message, problem.hint) == (
        "The picture or sound b.jpg is not looked at yet: there are too many of them for one time.",
        "Bring the same file once more.",
    )
    again = brought(app, clock, data, budget=Budget(pictures=1))
    assert (problems(again), len(references_in(again.questions[0]))) == ([], 2)


def test_a_reference_to_what_is_not_here_is_missing(app: Flask, clock: Clock) -> None:
    name = "0" * 32 + ".png"
    text = bank_of(f"Is ![an owl](media:{name}) a bird?")
    drafts = brought(app, clock, text.encode())
    assert [question.content["prompt"] for question in drafts.questions] == ["Is an owl a bird?"]
    assert ("file.picture", "Is an owl a bird?", name) in problems(drafts)


def test_fields_that_are_not_sound_yet_are_put_right_too(app: Flask, clock: Clock) -> None:
    key = key_of(BLUE)
    raw = {"prompt": f"![a](media:{key}.jpg)", "options": [{"text": f'<img src="media:{"0" * 32}.png" alt="b">'}]}
    assert references_of(raw) == [f"media:{key}.jpg", f"media:{'0' * 32}.png"]
    drafts = read_file(packed(plants_csv=CSV, a_png=RED, b_jpg=BLUE), "plants.zip")
    with app.app_context():
        kept = keep(drafts, references_of(raw), now=clock)
        db.session.remove()
    done = raw_replaced(raw, kept)
    assert done == {"prompt": f"![a]({kept.stored[f'media:{key}.jpg']})", "options": [{"text": "b"}]}


def test_a_picture_without_a_description_is_said_once(app: Flask, clock: Clock) -> None:
    bank = packed(birds_yaml=bank_of("Is ![](a.png) a bird?"), a_png=RED)
    table = packed(plants_csv=CSV.replace("a map", ""), a_png=RED, b_jpg=BLUE)
    for data in (bank, table):
        found = [each for each in brought(app, clock, data).problems if each.code == "file.undescribed"]
        assert [each.message for each in found] == ["A picture has no description."]
