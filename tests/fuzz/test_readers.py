"""Every reader, on files that were sound before chance changed them. `FUZZ=n` looks at n times as many."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutations import changed
from tests.fuzz.properties import sound
from tests.fuzz.seeds import seeds
from webapp.exchange.registry import FORMATS
from webapp.exchange.sniffing import read_file

TIMES = int(os.environ.get("FUZZ", "1"))
SAMPLES = os.environ.get("RECOLLECT_SAMPLES", "")
LARGEST_SAMPLE = 300_000  # bytes
EVERY = settings(
    max_examples=30 * TIMES,
    derandomize=TIMES == 1,
    database=None,
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
pytestmark = [pytest.mark.prop, pytest.mark.filterwarnings("ignore:Duplicate name")]


def changed_by(data: bytes, seed: str) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library that packs warns of the names that are wanted here
        return changed(data, Random(seed))


@pytest.mark.parametrize("name", sorted(seeds()))
def test_a_file_of_our_own_is_read_without_a_word_lost(name: str) -> None:
    drafts = sound(seeds()[name], name)
    assert drafts.questions != []
    assert drafts.errors == []


@pytest.mark.parametrize("name", sorted(seeds()))
@EVERY
@given(seed=st.integers(0, 2**32))
def test_s35_a_file_that_was_changed_gives_questions_or_reasons(name: str, seed: int) -> None:
    sound(changed_by(seeds()[name], str(seed)), name)


@EVERY
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_s35_any_bytes_give_questions_or_reasons(data: bytes) -> None:
    sound(data, "x")


@pytest.mark.parametrize("format", sorted(FORMATS))
@EVERY
@given(name=st.sampled_from(sorted(seeds())), seed=st.integers(0, 2**32))
def test_a_file_read_as_what_it_is_not(format: str, name: str, seed: int) -> None:
    """A teacher may choose any format for any file."""
    sound(changed_by(seeds()[name], str(seed)), name, format=format)


ALONE = "The last of them?"
LAST = {
    "gift.txt": f"\n\n{ALONE} {{=yes ~no}}\n",
    "aiken.txt": f"\n\n{ALONE}\nA. yes\nB. no\nANSWER: A\n",
    "obsidian.md": f"\n\n{ALONE}::yes\n",
}


@pytest.mark.parametrize("name", sorted(LAST))
@EVERY
@given(seed=st.integers(0, 2**32))
def test_what_is_wrong_above_costs_no_question_below(name: str, seed: int) -> None:
    text = changed_by(seeds()[name], str(seed)).decode("utf-8", "replace").replace("\x00", "").replace("```", "")
    data = (text.rstrip("\\") + LAST[name]).encode()
    drafts = sound(data, name)
    if drafts.format == sound(seeds()[name], name).format:
        assert ALONE in [each.content["prompt"] for each in drafts.questions]


def sample_files() -> list[Path]:
    found = [each for each in Path(SAMPLES).rglob("*") if each.is_file()] if SAMPLES else []
    return sorted(each for each in found if each.name != "MANIFEST.tsv" and each.stat().st_size < LARGEST_SAMPLE)


@pytest.mark.slow  # some four hundred files of other people
@pytest.mark.skipif(not SAMPLES, reason="RECOLLECT_SAMPLES is not set")
def test_s35_samples_that_were_changed_give_questions_or_reasons() -> None:
    for path in sample_files():
        name = str(path.relative_to(SAMPLES))
        data = path.read_bytes()
        for number in range(3 * TIMES):
            bad = changed_by(data, f"{name} {number}")
            try:
                sound(bad, name)
            except Exception as error:
                pytest.fail(f"{name}, change {number}: {type(error).__name__} {error}")


def test_s35_a_thousand_bits_of_a_package_are_flipped() -> None:
    """One in each of a thousand copies: a message or its notes, and no crash."""
    data = seeds()["bare.anki2"]
    chance = Random("bits")
    for _ in range(1000):
        at = chance.randrange(len(data))
        drafts = read_file(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :], "x.anki2")
        assert drafts.questions or drafts.errors or drafts.problems
