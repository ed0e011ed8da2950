"""What is written in any format is read as the same bank, less what the losses name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.drawn_banks import WILD, WORDS, banks
from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.exchange.proving import DIFFERS, LEFT_OUT, UNREAD
from webapp.exchange.writers import READERS, WRITERS

pytestmark = pytest.mark.prop

WITH_IDS = sorted(set(WRITERS) - {"aiken", "cards"})
formats = pytest.mark.parametrize("format", WITH_IDS)


def told(question: DraftQuestion) -> tuple[object, ...]:
    return question.kind, question.content, question.topic, question.tags


@formats
@settings(max_examples=20)  # for each of seven formats
@given(data=st.data())
def test_what_no_loss_names_comes_back_whole(format: str, data: st.DataObject) -> None:
    bank = data.draw(banks(WILD))
    written = WRITERS[format](bank)
    again = {each.external_id: each for each in READERS[format](written.data).questions}
    lossy = {loss.question for loss in written.losses}
    whole = [each for each in bank.questions if each.external_id not in lossy]
    assert [told(again[each.external_id]) for each in whole] == [told(each) for each in whole]
    gone = {loss.question for loss in written.losses if loss.code in (LEFT_OUT, UNREAD)}
    assert {each.external_id for each in bank.questions} - gone == set(again)


@formats
@settings(max_examples=20)  # for each of seven formats
@given(data=st.data())
def test_of_ordinary_words_every_loss_is_known_to_the_writer(format: str, data: st.DataObject) -> None:
    bank = data.draw(banks(WORDS))
    found = [loss for loss in WRITERS[format](bank).losses if loss.code in (DIFFERS, UNREAD)]
    assert [(loss.question, loss.message) for loss in found] == []


@formats
@settings(max_examples=20)  # for each of seven formats
@given(data=st.data())
def test_written_again_it_is_the_same_file(format: str, data: st.DataObject) -> None:
    first = WRITERS[format](data.draw(banks(WORDS))).data
    head = DraftBank("drawn", "Drawn bank", "", "", "en", "", "", "", "", "", changed_at=1_700_000_000_000)
    second = WRITERS[format](replace(head, questions=READERS[format](first).questions)).data
    third = WRITERS[format](replace(head, questions=READERS[format](second).questions)).data
    assert third == second
