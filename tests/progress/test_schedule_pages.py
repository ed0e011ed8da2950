"""The page of the fitted schedule: fit, take back, an earlier one; what takes long is left for the night."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.banks.files import load, question_ids, recall_bank
from tests.client import Browser
from tests.clock import Clock
from tests.progress.learners import give_past
from tests.progress.reading import browser_of, headings, pictures, table
from tests.progress.test_fitting import differences, in_use, night
from tests.study.pages_read import form_to, texts
from tests.study.pupil import Pupil
from webapp.memory import optimizer as module
from webapp.memory.fsrs import DEFAULT_PARAMETERS
from webapp.memory.optimizer import optimizer
from webapp.progress import fitting

pytestmark = [
    pytest.mark.slow,  # logs long enough to learn from
    pytest.mark.skipif(optimizer() is None, reason="the extra `optimizer` is not installed"),
]
PAGE = "/progress/schedule"


@pytest.fixture
def learner(app: Flask, pupil: Pupil) -> Pupil:
    give_past(app, pupil, cards=40, days=200)
    return pupil


@pytest.fixture
def client(app: Flask, learner: Pupil) -> Browser:
    return browser_of(app, learner)


def title(client: Browser) -> str:
    (found,) = texts(client, "h1")
    return found


def test_fit_take_back_and_use_again(app: Flask, client: Browser, learner: Pupil) -> None:
    client.get(PAGE)
    assert title(client) == "Your schedule follows the average learner"
    client.submit(form_to(client, "/fit"))
    client.get(PAGE)
    assert title(client).startswith("Your schedule fits you ")
    assert in_use(app, learner) != DEFAULT_PARAMETERS
    assert headings(client) == ["How far off it was", "What changes for you", "Earlier schedules"]
    rows = table(client, "Forecasts of your newest answers")
    assert [row[0] for row in rows] == [
        "Your own numbers",
        "The average learner",
        "Always your own average",
        "Your last answers, moving average",
    ]
    assert float(rows[0][2]) <= float(rows[1][2])
    assert "points" in pictures(client)[0]
    assert [row[0] for row in table(client, "Earlier schedules")] == ["24 November", "Average learner"]
    client.submit(form_to(client, "/use"))
    client.get(PAGE)
    assert title(client) == "Your schedule follows the average learner again"
    assert in_use(app, learner) == DEFAULT_PARAMETERS
    client.submit(form_to(client, "/use"))
    assert in_use(app, learner) != DEFAULT_PARAMETERS
    assert differences(app, learner) == []


def test_a_second_try_that_is_no_better_says_so(app: Flask, client: Browser, learner: Pupil) -> None:
    client.send(f"{PAGE}/fit")
    first = in_use(app, learner)
    response = client.send(f"{PAGE}/fit")
    client.get(response.headers["Location"])
    assert texts(client, "div", class_="notice")[0].startswith("Tried just now. The new one did not forecast")
    assert in_use(app, learner) == first


def test_with_too_few_reviews_it_asks_for_more(app: Flask, clock: Clock, pupil: Pupil) -> None:
    load(app, recall_bank(1))
    for days in (0, 3, 5):
        clock.advance(days=days)
        pupil.answer(question_ids(app)["q1"])
    client = browser_of(app, pupil)
    client.get(PAGE)
    assert texts(client, "p", class_="deck") == ["After 62 more reviews it can be fitted to you."]
    assert [form.action for form in client.forms() if form.action.startswith(PAGE)] == []
    response = client.send(f"{PAGE}/fit")
    assert response.headers["Location"] == f"{PAGE}?said=too-few"


def test_a_long_log_is_left_for_the_night(
    app: Flask, client: Browser, learner: Pupil, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "IN_REQUEST", 100)
    response = client.send(f"{PAGE}/fit")
    client.get(response.headers["Location"])
    assert texts(client, "div", class_="notice")[0].startswith("Your log is long, so this is done in the coming night.")
    assert in_use(app, learner) == DEFAULT_PARAMETERS
    client.submit(form_to(client, "/leave"))
    assert night(app, clock.now).startswith("0 wishes, 1 fitted")
    fits = in_use(app, learner)
    client.send(f"{PAGE}/use", {"set": ""})
    assert in_use(app, learner) == fits
    assert night(app, clock.now).startswith("1 wishes")
    assert in_use(app, learner) == DEFAULT_PARAMETERS


def test_it_may_be_asked_for_twenty_times_an_hour(client: Browser) -> None:
    answers = [client.send(f"{PAGE}/leave").status_code for _nth in range(21)]
    assert set(answers) == {303}
    tries = [client.send(f"{PAGE}/fit").status_code for _nth in range(21)]
    assert tries == [303] * 20 + [429]


def test_without_the_package_it_is_hidden(
    app: Flask, client: Browser, learner: Pupil, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.send(f"{PAGE}/fit")
    monkeypatch.setattr(module, "_library", None)
    client.get(PAGE)
    assert [form.action for form in client.forms() if form.action.startswith(PAGE)] == [f"{PAGE}/use", f"{PAGE}/use"]
    client.submit(form_to(client, "/use"))
    assert in_use(app, learner) == DEFAULT_PARAMETERS
    assert client.send(f"{PAGE}/fit").status_code == 404


def test_a_learner_without_sets_does_not_see_it_then(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_library", None)
    assert client.get(PAGE).status_code == 404
    client.get("/progress")
    assert PAGE not in [each.get("href") for each in client.last.iter("a")]  # type: ignore[union-attr]
