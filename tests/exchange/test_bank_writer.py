"""A bank file that was written is read as the same bank, and every content can be written as an author would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.files import ROOT
from tests.exchange.bank_texts import three
from webapp.exchange.bank_writer import write_bank
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import DraftBank
from webapp.exchange.raw_content import raw_of
from webapp.kinds.registry import kind_named

BANKS = sorted((ROOT / "questions").glob("*.yaml"))

VARIANTS = """
- {kind: choice, prompt: P, options: [{text: a, right: yes, id: x1}, {text: b, weight: 0.25}]}
- {kind: choice, prompt: P, any_right: yes, options: [{text: a, right: yes}, {text: b, right: yes}, c]}
- {kind: choice, prompt: P, shuffle: no, format: html, options: [{text: a, right: yes}, {text: b, pinned: yes, why: w}]}
- {kind: multi_choice, prompt: P, all_or_nothing: yes, options: [{text: a, right: yes}, b, c]}
- {kind: multi_choice, prompt: P, options: [{text: a, weight: 0.7, right: yes}, {text: b, right: yes, weight: 1/3}, c]}
- {kind: true_false, prompt: P, answer: false, why_true: t, why_false: f}
- kind: short_answer
  prompt: P
  accept: [a, {text: b*, mode: wildcard, weight: 0.5, why: w}]
  match: {case: yes}
  near: no
- {kind: short_answer, prompt: P, accept: [a], mode: contains}
- kind: cloze
  text: "{1} and {2}"
  gaps: [{accept: [a, b], name: n, group: 1}, {accept: c, options: [c, d], group: 2, weight: 2, why: w}]
- {kind: numeric, prompt: P, answer: "3.14", tolerance: 1 %, unit: m}
- {kind: numeric, prompt: P, answer: "3.10", decimals: 2}
- {kind: numeric, prompt: P, answer: "1200", significant_figures: 2}
- {kind: numeric, prompt: P, answers: [{range: [1, 2]}, {answer: 5, weight: 0.5, why: w}]}
- kind: matching
  prompt: P
  pairs: [{left: a, right: 1, id: k}, {left: b, right: 2, why: w}, {left: c, right: 1}]
  extra: [3]
- {kind: ordering, prompt: P, items: [a, {text: b, note: n}, c], scoring: all}
- {kind: self_graded, prompt: P, answer: A, ideas: [i, j], reversible: yes, back_prompt: B}
- {kind: self_graded, prompt: P, answer: A, pass_mark: 0.75, points: 2.5, hint: H, explanation: E, foreign: {A: la}}
"""


@pytest.mark.parametrize("raw", yaml.load(VARIANTS, yaml.BaseLoader), ids=lambda raw: raw["kind"])
def test_content_as_its_author_would_write_it_is_the_same_content(raw: dict[str, Any]) -> None:
    kind = kind_named(raw["kind"])
    content, problems = kind.validate(raw)
    assert content is not None, problems
    again, _problems = kind.validate(raw_of(content))
    assert again == content


def test_a_small_bank_is_written_and_read() -> None:
    bank = read_bank(three().encode(), "x").bank
    assert bank is not None
    assert without_lines(read_bank(write_bank(bank), "x").bank) == without_lines(bank)


@pytest.mark.slow  # three whole banks
@pytest.mark.parametrize("file", BANKS, ids=lambda file: file.stem)
def test_the_built_in_banks_are_written_and_read(file: Path) -> None:
    bank = read_bank(file.read_bytes(), file.name).bank
    assert bank is not None
    reading = read_bank(write_bank(bank), file.name)
    assert (reading.problems, len(bank.questions) > 50) == ([], True)
    assert without_lines(reading.bank) == without_lines(bank)


def without_lines(bank: DraftBank | None) -> DraftBank | None:
    for question in bank.questions if bank else ():
        question.line = 0
    return bank
