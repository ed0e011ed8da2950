"""A file read as its teacher says; packed and unpacked it is the same."""

from __future__ import annotations

import json
import zlib

import pytest

from webapp.teaching.files import TWICE, CannotDecode, Reading, read
from webapp.teaching.packing import Found, packed, unpacked

ROWS = "id;question;option_1;option_2;correct\nq1;Où est le café?;à gauche;à droite;1\n"


def prompts(found: Found) -> list[str]:
    return [each.content["prompt"] for each in found.drafts.questions]


def test_an_encoding_is_chosen() -> None:
    data = ROWS.encode("cp1252")
    assert prompts(read(data, "x.csv", Reading(encoding="cp1252"))) == ["Où est le café?"]
    assert prompts(read(data, "x.csv", Reading(encoding="cp1251"))) != ["Où est le café?"]
    with pytest.raises(CannotDecode):
        read(data, "x.csv", Reading(encoding="utf-8"))


def test_letters_that_were_encoded_twice_are_repaired() -> None:
    found = read(
        "id;question;option_1;option_2;correct\nq1;Le cafÃ©?;a;b;1\n".encode(), "x.csv", Reading(encoding=TWICE)
    )
    assert prompts(found) == ["Le café?"]


def test_a_separator_is_chosen() -> None:
    text = "question,answer\tback\nWhat, now\tThis\n"
    assert prompts(read(text.encode(), "x.txt", Reading(separator="comma")))[0] == "What"


def test_columns_get_another_meaning_and_no_line_moves() -> None:
    text = "id,Satz,option_1,option_2,correct,question\nq1,Which?,a,b,1,a note\nq2,Who?,a,b,C,another\n"
    found = read(text.encode(), "x.csv", Reading(columns={"1": "question", "5": "ignored"}))
    assert prompts(found) == ["Which?"]
    assert [problem.line for problem in found.drafts.errors] == [3]
    assert found.columns[1] == "Satz"


def test_what_was_read_is_packed_and_unpacked() -> None:
    found = read((ROWS + "q2;Qui?;a;b;C\n").encode(), "x.csv", Reading())
    again = unpacked(packed(found))
    assert (again.drafts, again.refused, again.columns) == (found.drafts, found.refused, found.columns)
    assert len(again.refused) == 1


def test_our_own_file_keeps_its_head() -> None:
    text = "bank: x\ntitle: Water\nquestions:\n  - {id: q1, kind: self_graded, prompt: P, answer: A}\n"
    again = unpacked(packed(read(text.encode(), "x.yaml", Reading())))
    assert again.drafts.bank is not None
    assert again.drafts.bank.title == "Water"


def test_what_an_earlier_version_packed_in_one_line_is_read() -> None:
    found = read(ROWS.encode() + b"q2;;a;b;1\n", "x.csv", Reading())
    head, *lines = zlib.decompress(packed(found)).decode().split("\n")
    whole = json.loads(head)
    for name, count in whole.pop("counts").items():
        whole[name], lines = [json.loads(each) for each in lines[:count]], lines[count:]
    assert (len(whole["questions"]), len(whole["refused"]), lines) == (1, 1, [])
    assert unpacked(zlib.compress(json.dumps(whole).encode())) == unpacked(packed(found)) == found
