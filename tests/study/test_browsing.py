"""Searching and sorting one's own cards: against a slow search that reads everything, and by which index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.banks.files import asked, bank_file, bank_id, load, question_ids
from tests.study.pupil import Pupil, reviewed
from webapp.banks.models import PRIVATE, RETIRED, Bank, Question, Version
from webapp.banks.word_index import searched_words, words_of
from webapp.database import db, transaction
from webapp.memory.preset import Plan, Preset
from webapp.study import browse_filters, browsing
from webapp.study.browse_filters import FLAGGED, Filter, Reader
from webapp.study.browsing import SORTS, Found, Key, Order, find_cards, key_from
from webapp.study.models import Card
from webapp.study.own_banks import own_banks

PLAN = Plan(usual=Preset(leech_threshold=5))
WORDS = ("pact", "pacts", "treaty", "korea", "trade")


def give_cards(app: Flask, pupil: Pupil, random: Random, count: int) -> None:
    """Two banks of cards in every state there is."""
    for slug in ("one", "two"):
        questions = [
            asked(
                f"q{n}",
                "short_answer",
                prompt=f"{n} {' '.join(random.sample(WORDS, 2))}?",
                accept=[random.choice(WORDS)],
                topic=random.choice(("Terms", "Years")),
                tags=random.sample(["cold war", "money"], random.randrange(3)),
            )
            for n in range(count // 2)
        ]
        load(app, bank_file(questions, slug=slug))
        for question_id in question_ids(app, slug).values():
            if random.random() < 0.9:
                pupil.keep(question_id, any_state(pupil.today, random))
    with app.app_context(), transaction() as session:
        for question in session.scalars(select(Question)):
            question.status = RETIRED if random.random() < 0.1 else question.status


def any_state(today: int, random: Random) -> Any:
    due = today + random.randrange(-5, 12)
    state = reviewed(
        today,
        due_day=due,
        last_day=due - random.randrange(1, 9),
        lapses=random.randrange(9),
        flag=random.choice((0, 0, 0, 1, 4)),
    )
    match random.randrange(8):
        case 0:
            return replace(state, suspended=True)
        case 1:
            return replace(state, hidden_until=today + random.randrange(-3, 9))
        case 2 | 3:
            phase = random.choice(("learning", "relearning"))
            return replace(state, phase=phase, due_at=random.randrange(10**12), suspended=random.random() < 0.3)
    return state


def slow(app: Flask, pupil: Pupil, wanted: Filter, order: Order) -> list[int]:
    """Every card looked at, in words of its own."""
    with app.app_context():
        rows: Any = db.session.execute(
            select(Card, Question, Version)
            .join(Question, Question.id == Card.question_id)
            .join(Version, Version.id == Question.version_id)
            .where(Card.user_id == pupil.id)
        ).all()
        found = [
            (place(card, order.sort), card.id)
            for card, question, version in rows
            if fits_question(question, version, wanted) and fits_card(card, wanted, pupil.today)
        ]
        db.session.rollback()
    return [card_id for _place, card_id in sorted(found, reverse=order.is_descending)]


def fits_question(question: Question, version: Version, wanted: Filter) -> bool:
    words = words_of(version.content, version.source["tags"])
    has_all = all(
        any(each == word if word[0] == "#" else each.startswith(word) for each in words) for word in wanted.words
    )
    is_there = wanted.bank_id in (None, question.bank_id) and wanted.topic in ("", question.topic)
    return question.status == "active" and is_there and has_all


def fits_card(card: Card, wanted: Filter, today: int) -> bool:
    is_aside = card.suspended or card.hidden_until > today
    returns = card.hidden_until if card.due_at is not None else max(card.due_day, card.hidden_until)
    states = {
        "": True,
        "due": not card.suspended and returns <= today,
        "week": not card.suspended and returns <= today + 6,
        "begun": card.reps > 0,
        "review": card.phase == "review" and not is_aside,
        "learning": card.phase == "learning" and not is_aside,
        "again": card.phase == "relearning" and not is_aside,
        "aside": is_aside,
        "hard": card.lapses >= 5,
    }
    is_flagged = wanted.flag in (0, card.flag) or (wanted.flag == FLAGGED and card.flag > 0)
    return states[wanted.state] and is_flagged and wanted.lapses <= card.lapses


def place(card: Card, sort: str) -> tuple[int, ...]:
    if sort == "due":
        if card.suspended:
            return (2, 0)
        return (1, max(card.due_day, card.hidden_until)) if card.due_at is None else (0, card.due_at)
    return {"seen": (card.last_day,), "missed": (card.lapses,), "question": (card.bank_id, card.question_id)}[sort]


def reader_of(pupil: Pupil) -> Reader:
    with pupil.app.app_context():
        banks = own_banks(db.session.connection(), pupil.id)
        db.session.rollback()
    return Reader(pupil.id, pupil.today, PLAN, banks.closed)


def paged(pupil: Pupil, wanted: Filter, order: Order, size: int) -> list[int]:
    """Through all pages by their keys, and back again."""
    reader, there, back = reader_of(pupil), list[int](), list[int]()
    with pupil.app.app_context():
        connection = db.session.connection()
        page = find_cards(connection, reader, wanted, order, size=size)
        assert page.before is None
        count = page.count
        while True:
            there += [card.id for card in page.cards]
            if page.after is None:
                break
            assert key_from(str(page.after)) == page.after
            page = find_cards(connection, reader, wanted, order, key=page.after, size=size)
        last = [card.id for card in page.cards]
        while page.before is not None:
            page = find_cards(connection, reader, wanted, order, key=page.before, is_backwards=True, size=size)
            back = [*(card.id for card in page.cards), *back]
        assert page.after is not None or not back
        db.session.rollback()
    assert back + last == there
    assert count == len(there)
    return there


def filters(random: Random, banks: list[int]) -> Iterator[Filter]:
    yield Filter()
    for _ in range(24):
        typed = " ".join(random.sample(("pac", "trea", "kor", "trade", "#coldwar", "#money", "nothing"), 2))
        yield Filter(
            words=random.choice(((), (), searched_words(typed), searched_words(typed)[:1])),
            bank_id=random.choice((None, None, *banks)),
            topic=random.choice(("", "", "Terms")),
            state=random.choice(("", "", "due", "week", "begun", "review", "learning", "again", "aside", "hard")),
            flag=random.choice((0, 0, 0, 1, FLAGGED)),
            lapses=random.choice((0, 0, 3)),
        )


@pytest.mark.slow  # a few hundred searches
@pytest.mark.parametrize(("most", "unasked"), [(2_000, 5_000), (3, 0), (2_000, 0)])
def test_a_slow_search_finds_the_same(
    app: Flask, pupil: Pupil, monkeypatch: pytest.MonkeyPatch, most: int, unasked: int
) -> None:
    """With 3 as the limit of what is read whole nearly everything is walked by an index; with no question that may not
    be asked any more, the question of each card is looked at."""
    monkeypatch.setattr(browsing, "LOOKED_UP", most)
    monkeypatch.setattr(browse_filters, "MOST_UNASKED", unasked)
    random = Random(most)
    give_cards(app, pupil, random, 90)
    banks = [bank_id(app, "one"), bank_id(app, "two")]
    for wanted in filters(random, banks):
        for sort in SORTS:
            order = Order(sort, random.random() < 0.5)
            assert paged(pupil, wanted, order, random.choice((1, 7, 50))) == slow(app, pupil, wanted, order), wanted


def test_other_learners_retired_questions_and_closed_banks_are_left_out(app: Flask, pupil: Pupil, other: Pupil) -> None:
    load(app, bank_file([asked("a"), asked("b")], slug="one"))
    load(app, bank_file([asked("c")], slug="two"))
    numbers = question_ids(app, "one") | question_ids(app, "two")
    for question_id in numbers.values():
        pupil.keep(question_id, reviewed(pupil.today, due_day=pupil.today, last_day=pupil.today - 3))
    other.keep(numbers["a"], reviewed(pupil.today, due_day=pupil.today, last_day=pupil.today - 3))
    assert found(pupil) == [numbers["a"], numbers["b"], numbers["c"]]
    with app.app_context(), transaction() as session:
        session.get_one(Question, numbers["a"]).status = RETIRED
        session.get_one(Bank, bank_id(app, "two")).visibility = PRIVATE
    assert found(pupil) == [numbers["b"]]
    assert found(other) == []


def found(pupil: Pupil) -> list[int]:
    with pupil.app.app_context():
        page = find_cards(db.session.connection(), reader_of(pupil), Filter(), Order())
        db.session.rollback()
    return [card.question_id for card in page.cards]


def test_a_leech_is_what_the_options_of_its_bank_call_one(app: Flask, pupil: Pupil) -> None:
    for slug in ("one", "two"):
        load(app, bank_file([asked("q")], slug=slug))
        number = question_ids(app, slug)["q"]
        pupil.keep(number, reviewed(pupil.today, due_day=pupil.today, last_day=pupil.today - 3, lapses=6))
    plan = Plan(usual=Preset(leech_threshold=7), banks={bank_id(app, "two"): Preset(leech_threshold=6)})
    with app.app_context():
        reader = replace(reader_of(pupil), plan=plan)
        page = find_cards(db.session.connection(), reader, Filter(state="hard"), Order())
        db.session.rollback()
    assert [card.bank_id for card in page.cards] == [bank_id(app, "two")]


@pytest.mark.parametrize("text", ["", "1", "1.2", "1.2.x", "-1.2.3", "1.2.3.4", "1.2.99999999999", "١.2.3", " 1.2.3"])
def test_what_is_no_key_is_the_first_page(text: str) -> None:
    assert key_from(text) is None


def test_a_key_out_of_the_list_shows_what_comes_behind_it(app: Flask, pupil: Pupil) -> None:
    load(app, bank_file([asked("q")]))
    pupil.keep(question_ids(app)["q"], reviewed(pupil.today, due_day=pupil.today, last_day=pupil.today - 3))
    with app.app_context():
        connection, reader = db.session.connection(), reader_of(pupil)
        behind = find_cards(connection, reader, Filter(), Order(), key=Key(999_999, 10**14, 2**31 - 1))
        before = find_cards(connection, reader, Filter(), Order(), key=Key(0, 0, 0))
        db.session.rollback()
    assert (len(behind.cards), len(before.cards)) == (0, 1)


# --- plans ---------------------------------------------------------------------------------------------------------


def statements_of(pupil: Pupil, wanted: Filter, order: Order, key: Key | None) -> list[tuple[str, list[str]]]:
    reader = reader_of(pupil)
    with pupil.app.app_context():
        connection = db.session.connection()
        seen: list[tuple[str, Any]] = []

        def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            seen.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", keep)
        find_cards(connection, reader, wanted, order, key=key)
        event.remove(connection, "before_cursor_execute", keep)
        plans = [
            (text, [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)])
            for text, values in seen
        ]
        db.session.rollback()
    return plans


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_are_walked_by_an_index_and_nothing_is_sorted(
    app: Flask, pupil: Pupil, monkeypatch: pytest.MonkeyPatch, sort: str, is_descending: bool
) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("the plans are SQLite's; PostgreSQL reads small tables whole")
    monkeypatch.setattr(browsing, "LOOKED_UP", 0)
    load(app, bank_file([asked("a"), asked("b")]))
    for question_id in question_ids(app).values():
        pupil.keep(question_id, reviewed(pupil.today, due_day=pupil.today, last_day=pupil.today - 3))
    lines = []
    for key in (None, Key(1, pupil.today, 1)):
        for wanted in (Filter(), Filter(words=("word",), state="hard", flag=1), Filter(state="aside", lapses=1)):
            lines += statements_of(pupil, wanted, Order(sort, is_descending), key)
    sorts = [(line, text) for text, plan in lines for line in plan if "TEMP B-TREE FOR" in line and "ORDER" in line]
    scanned = re.compile(r"SCAN (card|question)\b(?!.*ix_question_unasked)")
    whole = [(line, text) for text, plan in lines for line in plan if scanned.match(line)]
    assert (sorts, whole) == ([], [])
    assert Found._fields[0] == "id"
