"""What a writer forgets to say is found when its file is read again."""

from __future__ import annotations

from dataclasses import replace

from tests.exchange.written import bank_of, codes, drafted
from webapp.exchange import gift, gift_writer
from webapp.exchange.contract import Drafts
from webapp.exchange.proving import proved

QUESTION = drafted("{kind: true_false, prompt: P, answer: true, explanation: E}", topic="T")


def read(data: bytes) -> Drafts:
    return gift.read(data.decode())


def test_a_field_that_nobody_named() -> None:
    written = gift_writer.write([replace(QUESTION, topic="")])
    assert codes(proved(written, [QUESTION], read)) == ["write.differs"]
    assert [loss.message for loss in written.losses] == ["It is read back with a difference in its topic."]


def test_a_field_whose_loss_is_named_is_not_named_again() -> None:
    question = drafted("{kind: true_false, prompt: P, answer: true, hint: H}")
    assert codes(proved(gift_writer.write([question]), [question], read)) == ["write.hint"]


def test_a_question_that_is_not_read_back() -> None:
    other = replace(QUESTION, external_id="q2")
    written = gift_writer.write([QUESTION])
    assert codes(proved(written, [QUESTION, other], read), "q2") == ["write.unread"]
    assert codes(written) == []


def test_without_ids_the_order_tells_which_is_which() -> None:
    questions = [replace(QUESTION, external_id=""), replace(QUESTION, external_id="", tags=["t"])]
    written = gift_writer.write([questions[0], questions[0]])
    proved(written, questions, read)
    assert [loss.message for loss in written.losses] == ["It is read back with a difference in its tags."]


def test_a_whole_file_has_no_losses() -> None:
    assert proved(gift_writer.write(bank_of(QUESTION).questions), [QUESTION], read).losses == []
