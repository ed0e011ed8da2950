"""The page that defines the format and the banks that ship with the app: all of it is read without a problem."""

import re
from pathlib import Path

import pytest

from tests.exchange.bank_texts import ids
from webapp.exchange.bankfile import read_bank
from webapp.exchange.checks import advice, lines
from webapp.exchange.contract import Reading
from webapp.kinds.registry import KINDS

QUESTIONS = Path(__file__).parents[2] / "questions"
PAGE = (QUESTIONS / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
BANKS = sorted(path.name for path in QUESTIONS.glob("*.yaml"))


def example_bank(example: str) -> str:
    """A whole bank as it is; questions under a head of their own."""
    return example if example.startswith("bank:") else f"bank: example\ntitle: Example\nquestions:\n{example}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split("\n")[0])
def test_every_example_of_the_page_is_valid(example: str) -> None:
    reading = read_bank(example_bank(example).encode(), "README.md")
    assert lines("README.md", reading) == []
    assert len(ids(reading)) == len(re.findall(r"^ *- id:", example, re.MULTILINE))


def test_the_page_has_an_example_and_a_heading_of_every_kind() -> None:
    assert set(re.findall(r"^ *kind: (\w+)", PAGE, re.MULTILINE)) == set(KINDS)
    assert re.findall(r"^### (\w+)", PAGE, re.MULTILINE) == list(KINDS)


def test_the_page_names_every_field_of_every_kind() -> None:
    """Whatever a kind reads is explained to the author."""
    named = set(re.findall(r"`([a-z_]+)", PAGE)) | set(re.findall(r"([a-z_]+):", "".join(EXAMPLES)))
    fields = {name for kind in KINDS.values() for name in getattr(kind, "own_fields", ())}
    assert fields - named == set()


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    return {name: read_bank((QUESTIONS / name).read_bytes(), name) for name in BANKS}


def test_the_banks_that_ship_with_the_app_have_no_problems(readings: dict[str, Reading]) -> None:
    assert list(readings) == ["alliances.yaml", "economics.yaml", "history.yaml"]
    assert [line for name, reading in readings.items() for line in lines(name, reading)] == []


def test_every_bank_is_named_like_its_file_and_licensed(readings: dict[str, Reading]) -> None:
    banks = [reading.bank for reading in readings.values() if reading.bank]
    assert [f"{bank.slug}.yaml" for bank in banks] == BANKS
    assert {(bank.licence, bank.author) for bank in banks} == {("CC BY 4.0", "the Recollect developers")}


def test_the_banks_are_balanced_as_wholes(readings: dict[str, Reading]) -> None:
    banks = [reading.bank for reading in readings.values() if reading.bank]
    assert [(bank.slug, found.message) for bank in banks for found in advice(bank)] == []
