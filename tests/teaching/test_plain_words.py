"""What a kind says, in the words of whoever sees a form."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.teaching.teacher import brought, confirmed, page_text, teacher
from webapp.exchange.contract import Problem
from webapp.teaching.plain_words import CODE, plainly

HEAD = "bank: b\ntitle: B\nquestions:\n  - {id: q1, kind: true_false, topic: t, prompt: Is it?, answer: 'true'}\n"


@pytest.mark.parametrize(
    ("message", "hint", "said", "advice"),
    [
        ("“why_false” is missing.", "Say why.", "The reason why “False” is wrong is missing.", "Say why."),
        ("Option 2 has no “why”.", "", "Option 2 has no reason.", ""),
        ("The card has no answer.", "Write what stands on its back under “answer”.", "The card has no answer.",
         "Write what stands on its back."),
        ("No option is right.", "Put right: yes on one option, or use the kind multi_choice.", "No option is right.",
         "Mark the right one."),
        ("It is never shown.", "Write reversible: yes, or remove “back_prompt”.", "It is never shown.", ""),
        ("The answer is “Bern”.", "Write “Bern”.", "The answer is “Bern”.", "Write “Bern”."),
    ],
)  # fmt: skip
def test_names_of_fields_become_words(message: str, hint: str, said: str, advice: str) -> None:
    found = plainly(Problem("warning", 1, 1, None, "", message, hint, CODE))
    assert (found.message, found.hint) == (said, advice)


def test_what_a_reader_says_stays() -> None:
    problem = Problem("warning", 1, 1, None, "", "“why” is here", "kind: x", "gift.x")
    assert plainly(problem) is problem


def test_the_preview_names_no_field_of_a_bank_file(app: Flask) -> None:
    browser = teacher(app)
    browser.get(f"{brought(browser, 'Is it? {T}', name='x.gift').partition('?')[0]}?show=all")
    assert "why_false" not in page_text(browser)


def test_the_reason_against_the_wrong_one_is_written_in_the_form_and_the_report_names_no_field(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, "Is it? {T}\n\nSo? {F}", name="x.gift").partition("?")[0]
    browser.get(f"{preview}/q0")
    form = next(form for form in browser.forms() if "why_not" in dict(form.fields))
    browser.submit(form, why_not="Look again.", do="save")
    browser.get(f"{preview}/q0")
    assert (
        dict(next(form for form in browser.forms() if "why_not" in dict(form.fields)).fields)["why_not"]
        == "Look again."
    )
    browser.get(confirmed(browser, preview))
    assert "The reason why “True” is wrong is missing." in page_text(browser)
    assert "why_" not in page_text(browser)
