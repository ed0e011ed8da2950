"""Real files, read, written in every format, and read again: nothing is lost without being named."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exchange.written import bank_of
from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.exchange.sniffing import read_file
from webapp.exchange.writers import READERS, WRITERS

SAMPLES = os.environ.get("RECOLLECT_SAMPLES", "")
LARGEST = 3_000_000  # bytes
MOST = 200  # questions of a file

pytestmark = [
    pytest.mark.slow,  # hundreds of files
    pytest.mark.skipif(not SAMPLES, reason="RECOLLECT_SAMPLES is not set"),
]


def files() -> list[Path]:
    found = [each for each in Path(SAMPLES).rglob("*") if each.is_file() and each.name != "MANIFEST.tsv"]
    return sorted(each for each in found if each.stat().st_size < LARGEST) if SAMPLES else []


def told(question: DraftQuestion) -> tuple[object, ...]:
    return question.kind, question.content, question.topic, question.tags


@pytest.fixture(scope="module")
def samples() -> dict[str, DraftBank]:
    """Each as a bank, with the pictures and sounds that came along."""
    read = {str(each): read_file(each.read_bytes(), each.name) for each in files()}
    return {
        name: replace(bank_of(*drafts.questions[:MOST]), media=drafts.media)
        for name, drafts in read.items()
        if drafts.questions
    }


@pytest.mark.parametrize("format", sorted(set(WRITERS) - {"aiken", "cards"}))
def test_what_no_loss_names_comes_back_whole(format: str, samples: dict[str, DraftBank]) -> None:
    assert len(samples) > 200
    whole = 0
    for name, bank in samples.items():
        written = WRITERS[format](bank)
        lossy = {loss.question for loss in written.losses if loss.code != "write.media"}  # texts keep their references
        again = {each.external_id: told(each) for each in READERS[format](written.data).questions}
        expected = {each.external_id: told(each) for each in bank.questions if each.external_id}
        expected = {key: value for key, value in expected.items() if key not in lossy}
        assert {key: again.get(key) for key in expected} == expected, name
        whole += len(expected)
    assert whole > 50


def test_the_bank_file_holds_every_sample_wholly(samples: dict[str, DraftBank]) -> None:
    losses = [loss for bank in samples.values() for loss in WRITERS["bank"](bank).losses]
    assert [(loss.question, loss.message) for loss in losses] == []
