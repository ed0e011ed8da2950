"""Delimited text: our template, the tables of quiz programs, lists of cards; each trap with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.exchange import delimited
from webapp.exchange.contract import Drafts

HEADER = "id,type,question,option_1,option_2,option_3,correct,points,feedback,hint,tags,source,image\n"
KAHOOT = """\
Quiz template,,,,,,,
Add questions below,,,,,,,
,,,,,,,
,Question - max 120 characters,Answer 1 - max 75 characters,Answer 2 - max 75 characters,Answer 3 - max 75 characters,\
Answer 4 - max 75 characters,"Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",\
Correct answer(s) - choose at least one
1,Which are even?,2,3,4,,20,"1,3"
2,Which is odd?,2,3,,,20,2
3,A slide without an answer,,,,,,
"""
BLOOKET = """\
"Blooket
Import Template",,,,,,,
Question #,Question Text,Answer 1,Answer 2,"Answer 3
(Optional)","Answer 4
(Optional)","Time Limit (sec)
(Max: 300 seconds)","Correct Answer(s)
(Only include Answer #)"
1,Which sea is salt?,Dead Sea,Lake Geneva,,,20,1
2,Which are metals?,tin,wood,zinc,,20,"1,3"
"""
GIMKIT = """\
Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2
Capital of Norway?,Oslo,Bergen,
Typed?,yes it is,,
"""


def said(drafts: Drafts) -> list[tuple[str, str, int | None]]:
    codes = ("question.content", "question.no_why", "question.no_explanation")
    return [(each.severity, each.code, each.line) for each in drafts.problems if each.code not in codes]


def rights(drafts: Drafts) -> list[list[str]]:
    return [[each["text"] for each in question.content["options"] if each["right"]] for question in drafts.questions]


def one_row(row: str) -> Drafts:
    return delimited.read(HEADER + row + "\n")


def test_a_row_of_our_template_with_all_its_columns() -> None:
    drafts = one_row('q1,choice,Which?,a,b,c,2,2,Because b.,Think.,"one, two",P 3,')
    [question] = drafts.questions
    assert (question.external_id, question.kind, question.tags, question.line) == ("q1", "choice", ["one", "two"], 2)
    assert (question.content["explanation"], question.content["hint"], question.content["points"]) == (
        "Because b.",
        "Think.",
        2.0,
    )
    assert (rights(drafts), question.extras, said(drafts)) == ([["b"]], {"source": "P 3"}, [])


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (",Which?,a,b,c,1;3", "multi_choice"),
        (",Which?,a,b,c,B", "choice"),
        (",Which?,a,b,c,c", "choice"),
        (",So?,True,False,,1", "true_false"),
        (",So?,,,,FALSE", "true_false"),
        (",How much?,,,,3.14±0.01", "numeric"),
        (",How much?,,,,1..5", "numeric"),
        (",What?,,,,Oslo|Christiania", "short_answer"),
        ("numeric,How much?,,,,7", "numeric"),
        ("flashcard,What?,,,,An answer", "self_graded"),
        ("ordering,Order.,one,two,three,", "ordering"),
        ("matching,Match.,a -> b,c -> d,e -> f,", "matching"),
    ],
)
def test_the_kind_is_named_or_follows_from_the_answer(cells: str, kind: str) -> None:
    drafts = one_row(f"q,{cells},,,,,,")
    assert ([question.kind for question in drafts.questions], drafts.errors) == ([kind], [])


@pytest.mark.parametrize(
    ("cells", "code", "words"),
    [
        (",Which?,a,b,,C", "table.correct", "“C” is not among the options A, B"),
        (",Which?,a,b,,4", "table.correct", "“4” is not among the options A, B"),
        (",Which?,a,b,,1.2", "table.correct", "is the number 1.2"),
        (",Which?,a,b,,", "table.correct", "no answer is marked"),
        (",Which?,,,,", "table.correct", "no answer is marked"),
        ("riddle,Which?,a,b,,1", "table.type", "“riddle” is not known"),
        (",,a,b,,1", "table.no_question", "Row 2 has no question."),
        ("matching,Match.,a - b,c -> d,e -> f,", "table.options", "“a - b” has no ->"),
        ("true_false,So?,,,,perhaps", "table.correct", "“perhaps” is neither true nor false"),
    ],
)
def test_a_row_that_is_wrong_says_why_and_stops_no_other(cells: str, code: str, words: str) -> None:
    drafts = delimited.read(f"{HEADER}q,{cells},,,,,,\nq2,,Which?,a,b,,1,,,,,,\n")
    assert [(each.code, each.line) for each in drafts.errors] == [(code, 2)]
    assert words in drafts.errors[0].message
    assert drafts.errors[0].hint
    assert [question.external_id for question in drafts.questions] == ["q2"]


def test_columns_may_stand_in_any_order_under_other_names_and_unknown_ones_are_kept() -> None:
    drafts = delimited.read("Correct Answer;Frage;Option A;Option B;Year group\n2;Welche?;a;b;7\n")
    assert (rights(drafts), drafts.questions[0].extras, drafts.settings) == (
        [["b"]],
        {"Year group": "7"},
        {"separator": "semicolon"},
    )


def test_more_cells_than_the_header_are_named() -> None:
    drafts = delimited.read("question,correct\nWhich?,Oslo, Norway\n")
    assert said(drafts) == [("warning", "table.width", 2)]


def test_kahoot_with_its_header_below_a_banner() -> None:
    drafts = delimited.read(KAHOOT)
    assert (rights(drafts), [question.kind for question in drafts.questions]) == (
        [["2", "4"], ["3"]],
        ["multi_choice", "choice"],
    )
    assert said(drafts) == [("warning", "table.number_or_text", 6), ("error", "table.correct", 7)]


def test_blooket_whose_header_has_line_breaks() -> None:
    drafts = delimited.read(BLOOKET)
    assert (rights(drafts), [question.line for question in drafts.questions]) == (
        [["Dead Sea"], ["tin", "zinc"]],
        [8, 9],
    )


def test_gimkit_where_the_columns_say_what_is_wrong() -> None:
    drafts = delimited.read(GIMKIT)
    assert [question.kind for question in drafts.questions] == ["choice", "short_answer"]
    assert drafts.questions[1].content["accept"][0]["text"] == "yes it is"


def test_two_columns_without_a_header_are_cards() -> None:
    drafts = delimited.read("der Hund\tthe dog\ndie Katze\tthe cat\n\nalone\n")
    assert [(each.content["prompt"], each.content["answer"]) for each in drafts.questions] == [
        ("der Hund", "the dog"),
        ("die Katze", "the cat"),
    ]
    assert [(each.code, each.line) for each in drafts.errors] == [("cards.side", 4)]


def test_front_and_back_are_a_header_and_no_card() -> None:
    drafts = delimited.read("front,back\nHund,dog\nKatze,cat\n")
    assert [each.content["prompt"] for each in drafts.questions] == ["Hund", "Katze"]


def test_the_leading_lines_of_an_anki_text_say_what_its_columns_are() -> None:
    text = "#separator:tab\n#html:true\n#guid column:1\n#tags column:4\n#deck column:5\n"
    drafts = delimited.read(text + "g1\ta <b>b</b>\tc<br>d\tone two\tTop::Deep\ng1\tx\ty\t\t\n")
    [card] = drafts.questions
    assert (card.external_id, card.tags, card.topic, card.line) == ("g1", ["one", "two"], "Deep", 6)
    assert (card.content["format"], card.content["answer"]) == ("html", "c<br>d")
    assert said(drafts) == [("error", "question.twice", 7)]


def test_named_columns_of_an_anki_text_say_what_follows_the_two_sides() -> None:
    drafts = delimited.read("#separator:tab\n#columns:Word\tMeaning\tNote\tTags\nHund\tdog\tan animal\tx y\n")
    assert (drafts.questions[0].content["explanation"], drafts.questions[0].tags) == ("Note: an animal", ["x", "y"])


def test_pictures_and_sounds_that_are_elsewhere_are_named() -> None:
    drafts = delimited.read('#separator:tab\n#html:true\nHund[sound:hund.mp3]\tdog <img src="dog.png">\n')
    assert sorted(said(drafts)) == [("warning", "file.picture", 3), ("warning", "file.sound", 3)]
    assert drafts.questions[0].content["prompt"] == "Hund"


def test_a_quotation_mark_that_is_not_closed_costs_one_line() -> None:
    drafts = delimited.read('question,correct\n"Which?,Oslo\nWhat?,Rome\n')
    assert ("error", "csv.quote", 2) in said(drafts)
    assert "What?" in [each.content["prompt"] for each in drafts.questions]


def test_cells_with_separators_quotes_and_line_breaks() -> None:
    drafts = delimited.read('question,correct\n"a, ""b""\nc",x\nlast,y\n')
    assert [(each.content["prompt"], each.line) for each in drafts.questions] == [('a, "b"\nc', 2), ("last", 4)]


def test_a_carriage_return_by_itself_ends_a_line_as_well() -> None:
    drafts = delimited.read('question,correct\r"a; ""b\rc""",x\rlast,y')
    assert [(each.content["prompt"], each.line) for each in drafts.questions] == [('a; "b\nc"', 2), ("last", 4)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_fits_most_rows(separator: str) -> None:
    rows = [("question", "correct"), ("One, two; three?", "x"), ("Four?", "y")]
    quoted = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    drafts = delimited.read(quoted)
    assert len(drafts.questions) == 2
    assert delimited.read("a;b\nc;d\n", ",").errors != []


@given(st.text(alphabet='abc,;\t"\n\r1#:.|=', max_size=100))
def test_nothing_makes_it_stumble(text: str) -> None:
    drafts = delimited.read(text)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(each.line is None or 1 <= each.line <= lines for each in drafts.problems)
