"""Pictures and sounds that are written in any format come back with the questions that show them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.shown import banks_with_media
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.proving import DIFFERS, LEFT_OUT, UNREAD
from webapp.exchange.writers import READERS, WRITERS
from webapp.exchange.writing import shown_by

pytestmark = pytest.mark.prop
HOLDING = ["apkg", "bank", "moodle", "qti"]
NAMING = ["csv", "gift", "xlsx"]


def told(question: DraftQuestion) -> tuple[object, ...]:
    return question.kind, question.content, question.topic, question.tags


@pytest.mark.parametrize("format", HOLDING)
@settings(max_examples=20)  # for each of four formats
@given(data=st.data())
def test_what_is_shown_comes_back_whole(format: str, data: st.DataObject) -> None:
    bank = data.draw(banks_with_media())
    written = WRITERS[format](bank)
    drafts = READERS[format](written.data)
    again = {each.external_id: each for each in drafts.questions}
    lossy = {loss.question for loss in written.losses}
    whole = [each for each in bank.questions if each.external_id not in lossy]
    assert [told(again[each.external_id]) for each in whole] == [told(each) for each in whole]
    assert {loss.code for loss in written.losses} & {DIFFERS, UNREAD, "write.media"} == set()
    shown = {reference for question in drafts.questions for reference in shown_by(question)}
    assert {file.reference: file.data for file in drafts.media.values()} == {
        file.reference: file.data for file in bank.media.values() if file.reference in shown
    }


@pytest.mark.parametrize("format", NAMING)
@settings(max_examples=15)  # for each of three formats
@given(data=st.data())
def test_what_holds_texts_alone_keeps_the_references_and_says_so(format: str, data: st.DataObject) -> None:
    bank = data.draw(banks_with_media())
    written = WRITERS[format](bank)
    gone = {loss.question for loss in written.losses if loss.code == LEFT_OUT}
    showing = {each.external_id for each in bank.questions if shown_by(each)} - gone
    assert {loss.question for loss in written.losses if loss.code == "write.media"} - gone == showing
    assert [(loss.question, loss.message) for loss in written.losses if loss.code in (DIFFERS, UNREAD)] == []
