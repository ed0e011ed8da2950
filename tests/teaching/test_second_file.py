"""A quiz whose questions are drawn from a bank that it does not hold, and the file of that bank added to it."""

from __future__ import annotations

import io

from flask import Flask

from tests.accounts.people import heading
from tests.client import Browser
from tests.exchange.test_qti12 import ABC, equal, file, item, lid, scored
from tests.teaching.teacher import banks, brought, confirmed, page_text, teacher
from webapp.exchange.folder import join
from webapp.exchange.sniffing import package_format, read_file

DRAW = "<section><selection_ordering><sourcebank_ref>B7</sourcebank_ref></selection_ordering></section>"
QUIZ = file(item(lid(ABC), scored(equal("A1"))), DRAW)
BANK = file(item(lid(ABC), scored(equal("B1"))))


def added(browser: Browser, preview: str, data: bytes, name: str) -> int:
    values = {"csrf_token": browser.token(), "files": (io.BytesIO(data), name)}
    return browser.post(f"{preview}/beside", data=values, content_type="multipart/form-data").status_code


def test_the_second_file_comes_behind_the_first_and_its_ids_are_told_apart() -> None:
    drafts, more = read_file(QUIZ, "quiz.xml"), read_file(BANK, "bank.xml")
    [first], [second] = drafts.questions, more.questions
    same = first.external_id == second.external_id
    join(drafts, "bank.xml", more)
    assert len(drafts.questions) == 2
    assert drafts.questions[1].external_id == ("bank.xml/" if same else "") + first.external_id
    assert [each.code for each in drafts.problems if each.code == "qti.bank"] == []


def test_what_is_a_file_of_questions() -> None:
    assert [package_format(each) for each in (QUIZ, b"question,correct\n", b"\x89PNG", b"")] == ["qti12", "", "", ""]


def test_a_teacher_adds_the_bank_that_her_quiz_draws_from(app: Flask) -> None:
    browser = teacher(app)
    preview = brought(browser, QUIZ, name="quiz.xml", title="Quiz").partition("?")[0]
    browser.get(preview)
    assert heading(browser).startswith("1 ready")
    assert "Questions are drawn from another bank" in page_text(browser)
    assert added(browser, preview, b"only words", "words.txt") == 422
    assert added(browser, preview, BANK, "bank.xml") == 303
    browser.get(preview)
    assert heading(browser).startswith("2 ready")
    assert "drawn from another bank" not in page_text(browser)
    confirmed(browser, preview)
    assert [bank.question_count for bank in banks(app)] == [2]
