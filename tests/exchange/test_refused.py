"""What a reader left out is found again in the file, with its reasons."""

from __future__ import annotations

from tests.exchange.workbooks import workbook
from webapp.exchange.refused import refused_of, table_of
from webapp.exchange.sniffing import read_file

CSV = b"id,question,option_1,option_2,correct\nq1,Which?,a,b,1\nq2,Who?,a,b,C\nq3,,a,b,1\n"
AIKEN = b"Which?\nA. a\nB. b\nANSWER: A\n\nWho?\nA. a\nB. b\nANSWER: C\n"


def test_rows_of_a_text_table_by_their_cells() -> None:
    drafts = read_file(CSV, "x.csv")
    found = refused_of(CSV, drafts)
    assert [(each.line, each.cells[0], each.label) for each in found] == [(3, "q2", "Who?"), (4, "q3", "")]
    assert found[0].raw == {
        "kind": "choice",
        "prompt": "Who?",
        "explanation": "",
        "options": [{"text": "a"}, {"text": "b"}],
    }


def test_rows_of_a_workbook_by_their_cells() -> None:
    rows: list[list[object]] = [
        ["id", "question", "option_1", "option_2", "correct"],
        ["q1", "Which?", "a", "b", 1],
        ["q2", "Who?", "a", 2, 7],
    ]
    data = workbook(rows)
    [found] = refused_of(data, read_file(data, "x.xlsx"))
    assert (found.sheet, found.line, found.cells) == ("Sheet1", 3, ["q2", "Who?", "a", "2", "7"])


def test_blocks_of_a_text_by_their_lines() -> None:
    drafts = read_file(AIKEN, "x.txt")
    [found] = refused_of(AIKEN, drafts)
    assert "ANSWER: C" in found.text
    assert "ANSWER: A" not in found.text


def test_nothing_is_looked_for_where_nothing_is_wrong() -> None:
    good = CSV.split(b"q2")[0]
    assert refused_of(good, read_file(good, "x.csv")) == []


def test_the_table_has_the_cells_of_the_file_and_the_reasons() -> None:
    drafts = read_file(CSV, "x.csv")
    table = table_of(drafts, refused_of(CSV, drafts))
    assert table["header"] == ["id", "question", "option_1", "option_2", "correct", "error", "what to do"]
    assert [row[:2] for row in table["rows"]] == [["q2", "Who?"], ["q3", ""]]
    assert table["rows"][0][5] == "Row 3: the right answer “C” is not among the options A, B."


def test_of_another_format_the_place_and_the_text() -> None:
    drafts = read_file(AIKEN, "x.txt")
    table = table_of(drafts, refused_of(AIKEN, drafts))
    assert table["header"] == ["place", "question", "text", "error", "what to do"]
    assert table["rows"][0][0].startswith("line ")
