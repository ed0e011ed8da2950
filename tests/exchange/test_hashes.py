"""The two hashes: what they tell apart, and what they do not."""

from collections.abc import Callable
from hashlib import sha256

import pytest

from tests.exchange.bank_texts import SOUND, bank, read
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.hashes import full_hash, stem_hash


def draft(question: str = SOUND) -> DraftQuestion:
    reading = read(bank(question))
    assert reading.bank is not None
    return reading.bank.questions[0]


def same(change: Callable[[str], str]) -> tuple[bool, bool]:
    before, after = draft(), draft(change(SOUND))
    return stem_hash(before) == stem_hash(after), full_hash(before) == full_hash(after)


def test_a_hash_is_that_of_canonical_json() -> None:
    found = draft()
    assert stem_hash(found) == sha256(b'["short_answer","what is frozen water?",""]').hexdigest()
    found.content = {"b": ["é", 1.0], "a": None}
    assert full_hash(found) == sha256('{"a":null,"b":["é",1.0]}'.encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "is_same_stem", "is_same_content"),
    [
        ("", "", True, True),
        ("What is", "What  IS", True, False),
        ("What is", "Whatever is", False, False),
        ("[ice]", "[ice, snow]", True, False),
        ("Below", "Under", True, False),
        ("    explanation", "    pass_mark: 0.6\n    explanation", True, True),
        ("    explanation", "    pass_mark: 0.5\n    explanation", True, False),
        ("    explanation", "    fact: F1\n    topic: Cold\n    explanation", True, True),
        ("second", "other", True, True),
        ("[ice]", "\n      - text: ice", True, True),
    ],
)
def test_what_counts_as_the_same(old: str, new: str, is_same_stem: bool, is_same_content: bool) -> None:
    assert same(lambda text: text.replace(old, new)) == (is_same_stem, is_same_content)


def test_the_text_of_a_cloze_is_its_stem() -> None:
    cloze = '  - id: c\n    kind: cloze\n    text: "A {1} b."\n    gaps: [{accept: x, name: n}]\n    explanation: e\n'
    assert stem_hash(draft(cloze)) != stem_hash(draft(cloze.replace("b.", "c.")))
    assert stem_hash(draft(cloze)) == stem_hash(draft(cloze.replace("accept: x", "accept: y")))
