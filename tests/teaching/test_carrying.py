"""What was mended and left out, after the file was read in another way."""

from __future__ import annotations

from webapp.exchange.refused import Refused
from webapp.teaching.carrying import carried
from webapp.teaching.files import Reading, read
from webapp.teaching.packing import Found

ROWS = "id,question,option_1,option_2,correct\nq1,One?,a,b,1\nq2,Two?,a,b,1\nq3,Three?,a,b,1\n"


def of(rows: str) -> Found:
    return read(rows.encode(), "x.csv", Reading())


def test_edits_go_with_questions_that_say_the_same() -> None:
    edits = {"q0": {"content": {}}, "q1": {"content": {}}, "q2": {"content": {}, "out": True}}
    assert carried(edits, of(ROWS), of(ROWS)) == edits
    changed = of(ROWS.replace("Two?", "Two or three?").replace("Three?", "Three or four?"))
    assert carried(edits, of(ROWS), changed) == {"q0": {"content": {}}, "q2": {"out": True}}
    del changed.drafts.questions[0]
    assert carried(edits, of(ROWS), changed) == {"q1": {"out": True}}


def test_edits_of_what_was_refused_as_well() -> None:
    old, new = of(ROWS), of(ROWS)
    old.refused = [Refused("One?", 2, text="1"), Refused("Two?", 3, text="2")]
    new.refused = [Refused("Two?", 3, text="2"), Refused("One?", 2, text="other")]
    assert carried({"r0": {"content": {}}, "r1": {"content": {}}}, old, new) == {"r0": {"content": {}}}
