"""What a writer wrote is read as the same questions, less what its losses name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.files import ROOT
from tests.exchange.test_bank_writer import VARIANTS
from webapp.exchange import aiken, aiken_writer, delimited, gift, gift_writer, moodle_writer, table_writer
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import DraftQuestion, Drafts
from webapp.exchange.drafting import Draft, Drafting
from webapp.exchange.raw_content import raw_of
from webapp.exchange.sniffing import read_file
from webapp.exchange.writers import WRITERS
from webapp.exchange.writing import Written

WHOLE = yaml.load(
    """
- kind: choice
  prompt: "A = b: {c} ~d #e\\nf \\\\n g"
  options: [{text: x=1, right: yes, why: "#"}, "~", "%50%y"]
- {kind: multi_choice, prompt: P, options: [{text: a, right: yes}, {text: b, right: yes}, c, d, e]}
- {kind: true_false, prompt: P, answer: false, why_true: "t:", why_false: "f#"}
- {kind: short_answer, prompt: P, accept: [a, {text: b, weight: 0.5, why: w}]}
- {kind: numeric, prompt: P, answer: "3.14", tolerance: "0.01"}
- {kind: numeric, prompt: P, answers: [{range: ["-2", "2.5"]}, {answer: "5", weight: 0.5, why: w}]}
- {kind: matching, prompt: P, pairs: [{left: a=, right: "1"}, {left: b, right: "{2}"}], extra: ["3"]}
""",
    yaml.BaseLoader,
)


def made(raw: dict[str, Any], **more: Any) -> DraftQuestion:
    found = Drafting("test").question(Draft(raw["kind"], raw, 1, external_id="q1", **more))
    assert found is not None
    return found


def variants() -> list[DraftQuestion]:
    return [made(raw, tags=["one", "two"], topic="A/B") for raw in yaml.load(VARIANTS, yaml.BaseLoader)]


def codes(written: Written) -> list[str]:
    return sorted({loss.code for loss in written.losses})


def left_out(written: Written) -> list[str]:
    return [loss.message for loss in written.losses if loss.code == "write.left_out"]


@pytest.mark.parametrize("raw", WHOLE, ids=lambda raw: raw["kind"])
def test_gift_gives_the_whole_question_back(raw: dict[str, Any]) -> None:
    question = made({**raw, "explanation": "E: {x}"}, tags=["one", "t]wo"], topic="Topic", title="A::b")
    written = gift_writer.write([question])
    drafts = gift.read(written.data.decode())
    assert (written.written, written.losses, drafts.errors) == (1, [], [])
    [again] = drafts.questions
    assert again.content == question.content
    assert (again.external_id, again.tags, again.topic) == ("q1", ["one", "t]wo"], "Topic")
    assert again.title == "A::b"


def test_gift_names_what_it_does_not_hold() -> None:
    written = gift_writer.write(variants())
    drafts = gift.read(written.data.decode())
    assert {each.code for each in drafts.errors} == {"question.twice"}  # all have one id here
    assert len(left_out(written)) == 4  # cloze, ordering, two cards
    assert written.written == len(variants()) - 4
    assert set(codes(written)) >= {
        "write.all_or_nothing",
        "write.matching",
        "write.order",
        "write.rounding",
        "write.why",
    }


def test_gift_writes_small_margins_with_all_their_zeros() -> None:
    question = made({"kind": "numeric", "prompt": "P", "answer": "3", "tolerance": "1e-05"})
    assert b"\t=3:0.00001\n" in gift_writer.write([question]).data


def test_gift_rounds_weights_to_those_of_moodle_and_says_so() -> None:
    options = [{"text": "a", "right": "yes"}, {"text": "b", "weight": "0.37"}, "c"]
    written = gift_writer.write([made({"kind": "choice", "prompt": "P", "options": options})])
    assert codes(written) == ["write.weight"]
    assert gift.read(written.data.decode()).questions[0].content["options"][1]["weight"] == 0.4


TEXTS = st.text(alphabet="ab =~#{}:\\%->/n1*[]$\n", min_size=1, max_size=20).filter(lambda text: bool(text.strip()))


@given(st.lists(TEXTS, min_size=2, max_size=4, unique_by=lambda text: " ".join(text.split())), TEXTS)
def test_gift_of_any_text_is_that_text_again(texts: list[str], prompt: str) -> None:
    options: list[dict[str, str]] = [{"text": text} for text in texts]
    options[0]["right"] = "yes"
    raw = {"prompt": prompt, "options": options, "explanation": prompt}
    question = Drafting("test").question(Draft("choice", raw, 1))
    if question is None:
        return  # no question in the first place
    drafts = gift.read(gift_writer.write([question]).data.decode())
    assert [each.content for each in drafts.questions] == [question.content]


def test_aiken_holds_choices_and_names_the_rest() -> None:
    raw = {"kind": "choice", "prompt": "Which\none?", "options": ["a", {"text": "b", "right": "yes"}, "c"]}
    written = aiken_writer.write([made(raw), *variants()])
    drafts = aiken.read(written.data.decode())
    assert (drafts.errors, len(drafts.questions), written.written) == ([], 1, 1)
    assert drafts.questions[0].content["prompt"] == "Which one?"
    assert [option["right"] for option in drafts.questions[0].content["options"]] == [False, True, False]
    assert len(left_out(written)) == len(variants())  # those with one letter for a question among them


@pytest.mark.parametrize("raw", WHOLE, ids=lambda raw: raw["kind"])
def test_a_row_of_the_template_gives_the_question_back(raw: dict[str, Any]) -> None:
    question = made({**raw, "explanation": "=E", "hint": "H", "points": "2"}, tags=["one", "two"], topic="T")
    written = table_writer.write_csv([question])
    [again] = delimited.read(written.data.decode("utf-8-sig")).questions
    assert (again.external_id, again.tags, again.topic, again.kind) == ("q1", ["one", "two"], "T", question.kind)
    assert (again.content["hint"], again.content["points"], again.content["explanation"]) == ("H", 2.0, "=E")
    if not written.losses:
        assert again.content == question.content
    assert again.content["prompt"] == question.content["prompt"]


def test_a_table_names_what_it_does_not_hold() -> None:
    written = table_writer.write_csv(variants())
    assert left_out(written) == [
        "A row of a table cannot say that one of several right options is enough.",
        "A row of a table cannot hold the kind cloze.",
    ]
    assert written.written == len(variants()) - 2
    assert written.data.startswith(b"\xef\xbb\xbf")


def test_a_carriage_return_by_its_number_stops_no_table() -> None:
    head = "bank: x\ntitle: X\nquestions:\n- {id: q1, kind: choice, format: html, prompt: 'Which?', options: "
    bank = read_bank(f"{head}[{{text: 'a \"b\"&#13; ; c', right: yes}}, d]}}".encode(), "x").bank
    assert bank is not None
    written = WRITERS["csv"](bank)
    assert (written.written, left_out(written)) == (1, [])


def test_cards_as_lines_and_what_cannot_be_one() -> None:
    cards = [made({"kind": "self_graded", "prompt": front, "answer": "dog"}) for front in ("Hund", "a\tb")]
    written = table_writer.write_cards(cards + variants()[:1])
    assert (written.data, written.written) == (b"Hund\tdog\n", 1)
    assert len(left_out(written)) == 2


UNTOLD = {"write.source", "write.foreign", "write.hint", "write.why"}  # parts that are not compared below
FORMATS: dict[str, tuple[Callable[[list[DraftQuestion]], Written], Callable[[bytes], Drafts]]] = {
    "gift": (gift_writer.write, lambda data: gift.read(data.decode())),
    "csv": (table_writer.write_csv, lambda data: delimited.read(data.decode("utf-8-sig"))),
}


def essence(question: DraftQuestion, format: str) -> Any:
    """What the format holds of every question that it takes."""
    raw = raw_of(question.content)
    for name in ("hint", "foreign", "pass_mark", "points", "format"):
        raw.pop(name, None)
    return _without_reasons(raw) if format == "csv" else raw


def _without_reasons(raw: Any) -> Any:
    if isinstance(raw, dict):
        kept = {name: _without_reasons(each) for name, each in raw.items() if not name.startswith("why")}
        return kept["text"] if set(kept) == {"text"} else kept
    return [_without_reasons(each) for each in raw] if isinstance(raw, list) else raw


@pytest.mark.slow  # whole banks
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["alliances", "economics", "history"])
def test_the_built_in_banks_come_back(name: str, format: str) -> None:
    write, read = FORMATS[format]
    bank = read_bank((ROOT / "questions" / f"{name}.yaml").read_bytes(), name).bank
    assert bank is not None
    written = write(bank.questions)
    found = read(written.data)
    assert (found.errors, len(found.questions)) == ([], written.written)
    untold = UNTOLD if format == "csv" else UNTOLD - {"write.why"}
    lost = {loss.question for loss in written.losses if loss.code not in untold}
    whole = {each.external_id: essence(each, format) for each in bank.questions if each.external_id not in lost}
    again = {each.external_id: essence(each, format) for each in found.questions}
    assert len(whole) > 30
    assert {name: again[name] for name in whole} == whole


def test_signs_of_a_formula_in_a_plain_text_stay_plain() -> None:
    question = made({"kind": "choice", "prompt": "P", "options": [{"text": "1", "right": "yes"}, "\\[1\\]"]})
    drafts = gift.read(gift_writer.write([question]).data.decode())
    assert [each.content for each in drafts.questions] == [question.content]


@pytest.mark.parametrize(
    ("prompt", "format", "is_lost"),
    [
        ("What is $x^2$?", "markdown", True),
        ("What is $$x^2$$?", "markdown", False),
        ("It costs $5 or $10.", "markdown", False),
        ("What is $x^2$?", "plain", False),
    ],
)
def test_formulas_that_moodle_does_not_show_are_named_and_come_back(prompt: str, format: str, is_lost: bool) -> None:
    question = made({"kind": "true_false", "prompt": prompt, "answer": "true", "format": format})
    for written in (gift_writer.write([question]), moodle_writer.write([question])):
        assert ("write.formula" in codes(written)) is is_lost
        [again] = read_file(written.data, "x").questions
        assert (again.content["prompt"], again.content["format"]) == (prompt, format)
