"""Our GIFT in a reader of somebody else's. `GIFT_PEGJS` names a folder in which the npm package gift-pegjs is
installed; without it, and without node, this is skipped."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
from dataclasses import replace

import pytest

from tests.architecture.files import ROOT
from tests.exchange.test_sample_round_trips import SAMPLES, files
from tests.exchange.written import variants
from webapp.exchange import gift_writer
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.sniffing import read_file

FOLDER = os.environ.get("GIFT_PEGJS", "")
SCRIPT = """
const {parse} = require("gift-pegjs");
const asked = parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(each => [each.id, each.type])));
"""
TYPES = {
    "choice": "MC",
    "multi_choice": "MC",
    "true_false": "TF",
    "short_answer": "Short",
    "numeric": "Numerical",
    "matching": "Matching",
}

pytestmark = [
    pytest.mark.slow,  # starts node
    pytest.mark.skipif(not FOLDER or not shutil.which("node"), reason="GIFT_PEGJS names no folder, or no node"),
]


def parsed(questions: list[DraftQuestion]) -> list[list[str]]:
    """Id and type of each question, less the lines that name a category."""
    data = gift_writer.write(questions).data
    done = subprocess.run(["node", "-e", SCRIPT], input=data, cwd=FOLDER, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return [each for each in json.loads(done.stdout) if each[1] != "Category"]


def expected(questions: list[DraftQuestion]) -> list[list[str]]:
    return [[each.external_id, TYPES[each.kind]] for each in questions if each.kind in TYPES]


@pytest.mark.parametrize("name", ["alliances", "economics", "history"])
def test_the_built_in_banks(name: str) -> None:
    bank = read_bank((ROOT / "questions" / f"{name}.yaml").read_bytes(), name).bank
    assert bank is not None
    assert parsed(bank.questions) == expected(bank.questions)


@pytest.mark.skipif(not SAMPLES, reason="RECOLLECT_SAMPLES is not set")
def test_every_question_of_the_samples() -> None:
    read = [read_file(each.read_bytes(), each.name).questions for each in files()]
    numbered = [replace(each, external_id=f"q{n}", title="") for n, each in enumerate(itertools.chain(*read))]
    assert len(numbered) > 900
    assert parsed(numbered) == expected(numbered)


def test_every_kind_and_rule() -> None:
    assert parsed(variants()) == expected(variants())
