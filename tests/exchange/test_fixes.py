"""Fixes of a whole file: afterwards it is read without the problem, and says the same where nothing was wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.workbooks import workbook
from webapp.exchange import sheets
from webapp.exchange.contract import Drafts
from webapp.exchange.fixes import FIX_OF, FORMULAS, HTML, TRUTHS, WEIGHTS, fixed
from webapp.exchange.packing import packed
from webapp.exchange.sniffing import read_file
from webapp.exchange.table_changes import TableChange

GIFT = {
    FORMULAS: r"""// {a}
::A::What is $\dfrac{1}{2}$ and \(x_{1}=\{2\}\)? {=$\sqrt{4}=2$#so ~\[y^{2}\] ~$5 ~5\=5}
""",
    TRUTHS: "::A::Is it? {true}\n\n::B::Is it? { false#no#yes }\n\n::C::Which {=true =yes}",
    WEIGHTS: "::A::Which? {=%100%a ~%-50%b ~c}\n\n::B::Several? {=%50%a =%50%b ~c}\n\n::C::Who? {=%50%me =I}",
}


def codes(drafts: Drafts) -> set[str]:
    return {each.code for each in drafts.problems if each.code in FIX_OF}


@pytest.mark.parametrize("fix", GIFT)
def test_the_problem_is_gone_and_no_line_has_moved(fix: str) -> None:
    data = GIFT[fix].encode()
    before, after = read_file(data, "x"), read_file(fixed(data, [fix]), "x")
    assert {FIX_OF[code] for code in codes(before)} == {fix}
    assert codes(after) == set()
    assert fixed(data, [fix]).count(b"\n") == data.count(b"\n")
    assert [each.line for each in after.questions] == [each.line for each in before.questions]


def test_formulas_say_the_same_as_before() -> None:
    data = GIFT[FORMULAS].encode()
    before, after = read_file(data, "x"), read_file(fixed(data, [FORMULAS]), "x")
    assert [each.content for each in after.questions] == [each.content for each in before.questions]
    assert fixed(fixed(data, [FORMULAS]), [FORMULAS]) == fixed(data, [FORMULAS])


def test_small_words_of_truth_become_questions_of_truth() -> None:
    after = read_file(fixed(GIFT[TRUTHS].encode(), [TRUTHS]), "x").questions
    assert [each.kind for each in after] == ["true_false", "true_false", "short_answer"]
    assert [[option["right"] for option in each.content["options"]] for each in after[:2]] == [
        [True, False],
        [False, True],
    ]


def test_weights_behind_an_equals_sign_become_weights() -> None:
    one, several, typed = read_file(fixed(GIFT[WEIGHTS].encode(), [WEIGHTS]), "x").questions
    assert [(each["text"], each["right"], each["weight"]) for each in one.content["options"]] == [
        ("a", True, 1.0),
        ("b", False, -0.5),
        ("c", False, 0.0),
    ]
    assert (several.kind, [each["weight"] for each in several.content["options"]]) == ("multi_choice", [0.5, 0.5, 0.0])
    assert [each["weight"] for each in typed.content["accept"]] == [0.5, 1.0]


MOODLE = (
    "<quiz><question type='truefalse'><questiontext format='html'><text>{0}</text></questiontext>"
    "<answer fraction='100'><text>true</text></answer><answer fraction='0'><text>false</text></answer>"
    "</question></quiz>"
)


@pytest.mark.parametrize(
    "text",
    [
        "<![CDATA[&lt;p&gt;So &lt;b&gt;is&lt;/b&gt; é&lt;/p&gt;]]>",
        "&amp;lt;p&amp;gt;So &amp;lt;b&amp;gt;is&amp;lt;/b&amp;gt; é",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_html_of_moodle_is_decoded_once(text: str, encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>{MOODLE.format(text)}'.encode(encoding)
    before, after = read_file(data, "x.xml"), read_file(fixed(data, [HTML]), "x.xml")
    assert (codes(before), codes(after)) == ({"moodle.encoded_twice"}, set())
    assert before.questions[0].content["prompt"].startswith(("<p>So", "&lt;p&gt;So"))
    assert after.questions[0].content["prompt"].startswith("<p>So <strong>is</strong> é")


CANVAS = (
    '<?xml version="1.0"?><questestinterop><item ident="i" title="T"><itemmetadata><qtimetadata><qtimetadatafield>'
    "<fieldlabel>question_type</fieldlabel><fieldentry>true_false_question</fieldentry></qtimetadatafield></qtimetadata>"
    '</itemmetadata><presentation><material><mattext texttype="text/html">{0}</mattext></material>'
    '<response_lid ident="r"><render_choice><response_label ident="1"><material><mattext texttype="text/plain">True'
    '</mattext></material></response_label><response_label ident="2"><material><mattext texttype="text/plain">False'
    "</mattext></material></response_label></render_choice></response_lid></presentation><resprocessing><outcomes>"
    '<decvar maxvalue="100"/></outcomes><respcondition><conditionvar><varequal respident="r">1</varequal>'
    '</conditionvar><setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing></item>'
    "</questestinterop>"
)
MEANT = "&lt;p&gt;Is &amp;lt;b&amp;gt; bold?&lt;/p&gt;"


@pytest.mark.parametrize("is_packed", [False, True])
def test_html_of_qti_is_decoded_once_in_a_package_too(is_packed: bool) -> None:
    def of(text: str) -> bytes:
        data = CANVAS.format(text).encode()
        return packed({"imsmanifest.xml": b"<manifest/>", "quiz/quiz.xml": data}) if is_packed else data

    twice = of("&amp;lt;p&amp;gt;So &amp;lt;b&amp;gt;is&amp;lt;/b&amp;gt;")
    before, after = read_file(twice, "x"), read_file(fixed(twice, [HTML]), "x")
    assert (codes(before), codes(after)) == ({"qti.encoded_twice"}, set())
    assert after.questions[0].content["prompt"] == "<p>So <strong>is</strong></p>"
    assert FIX_OF["qti.encoded_twice"] == HTML
    same = read_file(fixed(of(MEANT), [HTML]), "x")
    assert (codes(same), same.questions) == (set(), read_file(of(MEANT), "x").questions)
    assert fixed(b"PK\x03\x04 broken", [HTML]) == b"PK\x03\x04 broken"


def test_html_of_moodle_that_speaks_of_tags_stays() -> None:
    data = MOODLE.format(MEANT).encode()
    assert fixed(data, [HTML]) == data


ROWS = [["question", "correct"], ["Is 5 &lt; 6?", "&nbsp;yes"], ["<b>Bold</b> &amp; so", "R&D"]]


def test_names_of_signs_in_cells_are_kept_with_a_word_and_decoded_when_asked() -> None:
    data = workbook(ROWS)
    before, after = read_file(data, "x.xlsx"), sheets.read(data, change=TableChange(has_signs_of_html=True))
    [problem] = [each for each in before.problems if each.code == "table.entities"]
    assert (problem.cell, problem.message) == ("A2", "“&lt;” is shown as it stands: Is 5 &lt; 6?")
    assert problem.hint == "If HTML was meant, it reads: Is 5 < 6?"
    assert before.questions[0].content["prompt"] == "Is 5 &lt; 6?"
    assert after.questions[0].content["prompt"] == "Is 5 < 6?"
    assert codes(after) == set()
    assert after.questions[1].content["accept"][0]["text"] == "R&D"


def test_the_columns_of_a_workbook_get_other_meanings() -> None:
    data = workbook([["Wort", "Bedeutung", "Notiz"], ["Hund", "dog", "x"]])
    assert read_file(data, "x.xlsx").settings["header"] == "Wort\tBedeutung\tNotiz"
    change = TableChange({0: "question", 1: "correct", 2: "ignored"})
    [question] = sheets.read(data, change=change).questions
    assert (question.kind, question.content["prompt"], question.content["explanation"]) == ("short_answer", "Hund", "")


@given(
    st.binary(max_size=80) | st.text(st.sampled_from("{}=~%#$\\()[]truefals50&lt;p>é\n<"), max_size=60).map(str.encode)
)
def test_whatever_stands_in_a_file_a_fix_raises_nothing(data: bytes) -> None:
    every = [fixed(data, [fix]) for fix in FIX_OF.values()]
    assert fixed(data, []) == data
    assert all(isinstance(each, bytes) for each in every)
