"""A file is dropped in, looked at, put right and saved; a later one keeps what students know."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from tests.accounts.people import errors, heading
from tests.banks.files import question_ids
from tests.conftest import Clock
from tests.exchange.workbooks import workbook
from tests.study.pupil import Pupil
from tests.teaching.teacher import FIRST, WRONG, articles, banks, bring, brought, confirmed, page_text, teacher
from webapp.database import transaction
from webapp.teaching.models import DRAFTS, UploadPart


def test_a_file_is_looked_at_and_saved(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, FIRST, title="Plants")
    browser.get(preview)
    assert heading(browser) == "3 ready"
    assert banks(app) == []
    found = articles(browser)
    assert list(found) == ["q0", "q1", "q2"]
    assert "Which gas do plants take in?" in found["q0"]
    assert "Carbon dioxide Right answer" in found["q0"]
    report = confirmed(browser, preview)
    browser.get(report)
    assert heading(browser) == "3 questions saved"
    [bank] = banks(app)
    assert (bank.title, bank.visibility, bank.question_count) == ("Plants", "private", 3)
    assert len(bank.slug) == len("plants-") + 22


def test_to_save_twice_saves_once(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, FIRST)
    assert confirmed(browser, preview) == confirmed(browser, preview)
    assert len(banks(app)) == 1


def test_what_a_killed_reading_left_behind_stops_no_other(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, FIRST)
    with app.app_context(), transaction() as session:
        session.add(
            UploadPart(upload_id=int(preview.rpartition("/")[2]), sort=DRAFTS, generation=2, number=0, data=b"x")
        )
    assert browser.send(f"{preview}/read").status_code == 303
    browser.get(preview)
    assert heading(browser) == "3 ready"


def test_what_is_in_a_bank_is_not_read_again(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, FIRST)
    confirmed(browser, preview)
    assert browser.send(f"{preview}/read").status_code == 404


def test_a_row_with_an_error_is_named_and_its_neighbours_are_kept(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, WRONG)
    browser.get(preview)
    assert heading(browser) == "3 ready, 1 with errors"
    [text] = articles(browser).values()  # the errors come first
    assert text.startswith("Line 5 Error Which colour do leaves reflect?")
    assert "the right answer “C” is not among the options A, B" in text
    table = browser.get(f"{preview}/refused.csv").get_data().decode("utf-8-sig")
    [header, row] = csv.reader(io.StringIO(table))
    assert header[-2:] == ["error", "what to do"]
    assert row[:5] == ["q4", "Which colour do leaves reflect?", "Green", "Red", "C"]
    assert row[-2].startswith("Row 5: the right answer “C” is not among")
    report = confirmed(browser, preview)
    browser.get(report)
    assert heading(browser) == "3 questions saved, 1 stayed out"
    assert "Questions in the file4" in page_text(browser)
    assert browser.get(f"{report}/not-taken.csv").get_data().decode("utf-8-sig") == table


def test_a_question_is_mended_and_saved_with_the_others(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, WRONG)
    browser.get(f"{preview}/r0")
    form = next(each for each in browser.forms() if each.action.endswith("/r0"))
    assert (form["prompt"], form["options-0-text"], form["options-1-text"]) == (
        "Which colour do leaves reflect?",
        "Green",
        "Red",
    )
    refused = browser.submit(form, do="save")
    assert refused.status_code == 422
    assert errors(browser) == ["No option is marked as right; a choice has exactly one."]
    form = next(each for each in browser.forms() if each.action.endswith("/r0"))
    saved = browser.submit(form, do="save", **{"options-0-right": "y"})
    assert saved.status_code == 303
    browser.get(saved.headers["Location"])
    assert heading(browser) == "4 ready, 1 with a warning"  # no explanation of each option
    assert "Mended" in articles(browser)["r0"]
    browser.get(confirmed(browser, preview))
    assert heading(browser) == "4 questions saved"


def test_a_question_is_left_out_and_taken_in_again(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, FIRST)
    browser.send(f"{preview}/out", {"key": "q1", "out": "yes"})
    browser.get(preview)
    assert heading(browser) == "2 ready"
    assert "Left out by you" in articles(browser)["q1"]
    browser.send(f"{preview}/out", {"key": "q1", "out": "no"})
    browser.get(preview)
    assert heading(browser) == "3 ready"


def test_a_changed_file_keeps_every_students_progress(app: Flask, clock: Clock) -> None:
    browser = teacher(app)
    confirmed(browser, brought(browser, FIRST, visibility="public"))
    [bank] = banks(app)
    pupil = Pupil(app, clock)
    pupil.begin(bank_id=bank.id)
    first = question_ids(app, bank.slug)["q1"]
    pupil.answer(first)
    log = pupil.log()
    text = (
        FIRST.replace("Which gas do", "Which of these gases do")
        .replace("q3,", "q5,")
        .replace("seeds?", "fruit of all?")
    )
    preview = brought(browser, text, to=f"/t/banks/{bank.slug}/upload")
    browser.get(f"{preview}/changes")
    assert heading(browser) == "1 changed, 1 new, 1 missing, 1 same"
    confirmed(browser, preview)
    assert question_ids(app, bank.slug)["q1"] == first
    assert pupil.log() == log
    [bank] = banks(app)
    assert bank.question_count == 4


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    browser = teacher(app)
    confirmed(browser, brought(browser, FIRST))
    [bank] = banks(app)
    preview = brought(browser, FIRST, to=f"/t/banks/{bank.slug}/upload")
    browser.get(f"{preview}/changes")
    assert heading(browser) == "0 changed, 0 new, 0 missing, 3 same"
    browser.get(confirmed(browser, preview))
    assert heading(browser) == "0 questions saved, 3 the same"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "empty.csv", "This file is empty."),
        (b"%PDF-1.7 ...", "sheet.pdf", "This is a PDF document, which cannot be read here."),
        (b"Only a sentence", "note.txt", "No questions were recognised in this file."),
    ],
)
def test_a_refused_file_says_why_and_keeps_what_was_typed(app: Flask, data: bytes, name: str, reason: str) -> None:
    browser = teacher(app)
    answer = bring(browser, data, name=name, title="Plants")
    assert answer.status_code == 422
    assert [each.startswith(reason) for each in errors(browser)] == [True]
    form = next(each for each in browser.forms() if each.action == "/banks/new")
    assert form["title"] == "Plants"


def test_nothing_chosen_is_said(app: Flask) -> None:
    browser = teacher(app)
    assert browser.send("/banks/new", {"title": "", "visibility": "private"}).status_code == 422
    assert errors(browser) == ["Choose a file, or paste the questions"]


def test_a_text_is_pasted(app: Flask) -> None:
    browser = teacher(app)
    answer = browser.send("/banks/new", {"pasted": FIRST.replace(",", "\t"), "visibility": "private"})
    browser.get(answer.headers["Location"])
    assert heading(browser) == "3 ready"


def test_an_upload_is_thrown_away(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, FIRST)
    assert browser.send(f"{preview}/drop").status_code == 303
    assert browser.get(preview).status_code == 404


def test_script_in_a_file_is_text(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, FIRST.replace("Carbon dioxide", "<script>alert(1)</script>"), name="<script>x.csv")
    body = browser.get(preview).get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page_text(browser) or "alert(1)" in page_text(browser)
    assert "<script>alert(1)" not in body
    assert "<script>x.csv" not in body


def test_what_is_wrong_throughout_is_put_right_with_one_button_and_taken_back(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, "::A::Is it? {true}\n\n::B::So? {false}\n", name="truths.gift").partition("?")[0]
    browser.get(preview)
    assert "words to type (2) Make true-or-false questions of them" in page_text(browser)
    browser.send(f"{preview}/read", {"fix": "gift.truths"})
    browser.get(f"{preview}?show=all")
    assert "They were made true-or-false questions." in page_text(browser)
    assert page_text(browser).count("True or false") >= 2
    browser.send(f"{preview}/read", {"unfix": "gift.truths"})
    browser.get(preview)
    assert "words to type (2)" in page_text(browser)


def test_a_fix_stays_when_the_file_is_read_otherwise_and_no_other_is_known(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, "::A::Is it? {true}\n", name="truths.gift").partition("?")[0]
    browser.send(f"{preview}/read", {"fix": "gift.truths"})
    browser.send(f"{preview}/read", {"fix": "no.such", "encoding": "utf-8"})
    browser.get(preview)
    assert "They were made true-or-false questions." in page_text(browser)


def test_the_columns_of_a_workbook_are_chosen(app: Flask) -> None:
    browser = teacher(app)
    data = workbook([["Wort", "Bedeutung", "Notiz"], ["Hund", "dog", "x"]])
    preview = brought(browser, data, name="words.xlsx").partition("?")[0]
    browser.get(f"{preview}?show=all")
    assert "What the columns hold" in page_text(browser)
    browser.send(f"{preview}/read", {"column-0": "question", "column-1": "correct", "column-2": "ignored"})
    browser.get(f"{preview}?show=all")
    assert "Right dog" in page_text(browser)
    assert "Notiz" not in articles(browser)["q0"]
