"""What the formats lose of a bank with pictures is the same whether their bytes are there or not."""

from __future__ import annotations

import pytest

from tests.media.drawn import packed, picture, sound
from webapp.exchange.contract import DraftBank
from webapp.exchange.media import extension_of
from webapp.exchange.sniffing import read_file
from webapp.exchange.stand_ins import _BEGINNINGS, with_stand_ins
from webapp.exchange.writers import WRITERS
from webapp.text.references import PICTURES, SOUNDS

TABLE = (
    "id,question,option_1,option_2,correct\n"
    'q1,"Which is it? <img src=""a.png"" alt=""a map"">","<img src=""b.jpg"" alt=""one"">",two,1\n'
    'q2,"<audio src=""c.wav""></audio> What is it?",yes,no,1\n'
)


def bank() -> DraftBank:
    files = packed(plants_csv=TABLE, a_png=picture(), b_jpg=picture("blue", format="JPEG"), c_wav=sound())
    drafts = read_file(files, "plants.zip")
    return DraftBank(
        "plants", "Plants", "", "", "en", "", "", "", "", "", questions=drafts.questions, media=drafts.media
    )


@pytest.mark.parametrize("extension", [*PICTURES, *SOUNDS])
def test_each_begins_as_what_it_stands_for(extension: str) -> None:
    assert extension_of(_BEGINNINGS[extension] + b"0" * 32) == extension


@pytest.mark.parametrize("format", list(WRITERS))
def test_the_losses_are_those_of_the_whole_bank(format: str) -> None:
    whole = bank()
    assert len(whole.media) == 3
    counted = with_stand_ins(whole, whole.media)
    one, other = WRITERS[format](whole), WRITERS[format](counted)
    assert (other.written, other.losses) == (one.written, one.losses)


def test_what_is_not_to_be_had_stays_a_loss() -> None:
    whole = bank()
    first = next(iter(whole.media))
    counted = with_stand_ins(whole, set(whole.media) - {first})
    assert [each.code for each in WRITERS["bank"](counted).losses] == ["write.media"]
