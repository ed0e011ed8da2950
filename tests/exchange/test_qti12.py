"""QTI 1.2: each sort of item, files and packages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.packages import package
from webapp.exchange import qti12
from webapp.exchange.contract import DraftQuestion, Drafts
from webapp.exchange.sniffing import read_file

MATERIAL = '<material><mattext texttype="text/html">{}</mattext></material>'


def label(ident: str, text: str) -> str:
    return f'<response_label ident="{ident}"><material><mattext>{text}</mattext></material></response_label>'


def options(*pairs: tuple[str, str]) -> str:
    return f"<render_choice>{''.join(label(*pair) for pair in pairs)}</render_choice>"


def lid(inside: str, ident: str = "r", cardinality: str = "Single", before: str = "") -> str:
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{before}{inside}</response_lid>'


def equal(value: str, who: str = "r") -> str:
    return f'<varequal respident="{who}">{value}</varequal>'


def scored(condition: str, score: str = "100", action: str = "Set", more: str = "") -> str:
    set_score = f'<setvar varname="SCORE" action="{action}">{score}</setvar>' if score else ""
    return f"<respcondition><conditionvar>{condition}</conditionvar>{set_score}{more}</respcondition>"


def item(
    presented: str, processing: str = "", sort: str = "", stem: str = "&lt;p&gt;Which?&lt;/p&gt;", more: str = ""
) -> str:
    fields = {"question_type": sort, "points_possible": "2.0"} if sort else {}
    said = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
        for name, value in fields.items()
    )
    outcomes = '<outcomes><decvar varname="SCORE" maxvalue="100" minvalue="0"/></outcomes>'
    return (
        f'<item ident="i1" title="Question"><itemmetadata><qtimetadata>{said}</qtimetadata></itemmetadata>'
        f"<presentation>{MATERIAL.format(stem)}{presented}</presentation>"
        f"<resprocessing>{outcomes}{processing}</resprocessing>{more}</item>"
    )


def file(*items: str, title: str = "Week 1") -> bytes:
    xmlns = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
    inside = "".join(items)
    return (
        f'<?xml version="1.0"?>\n<questestinterop xmlns="{xmlns}">\n'
        f'<assessment ident="a" title="{title}"><section>{inside}</section></assessment></questestinterop>'
    ).encode()


def one(*args: Any, **more: Any) -> DraftQuestion:
    drafts = qti12.read(file(item(*args, **more)))
    assert drafts.errors == []
    [found] = drafts.questions
    return found


def said(drafts: Drafts) -> list[tuple[str, str]]:
    codes = ("question.content", "question.no_why", "question.no_explanation")
    return [(each.severity, each.code) for each in drafts.problems if each.code not in codes]


ABC = options(("A1", "a"), ("B1", "b"), ("C1", "c"))


def test_a_choice_with_feedback_and_points() -> None:
    shown = '<displayfeedback feedbacktype="Response" linkrefid="{}"/>'
    feedback = "".join(
        f'<itemfeedback ident="{ident}"><flow_mat>{MATERIAL.format(text)}</flow_mat></itemfeedback>'
        for ident, text in (("A1_fb", "Right."), ("B1_fb", "No."), ("general_fb", "Because."))
    )
    processing = scored(equal("B1"), "", more=shown.format("B1_fb")) + scored(equal("A1"))
    found = one(lid(ABC), processing, "multiple_choice_question", more=feedback)
    assert [(each["text"], each["right"], each["why"]) for each in found.content["options"]] == [
        ("a", True, "Right."),
        ("b", False, "No."),
        ("c", False, ""),
    ]
    assert (found.kind, found.content["explanation"], found.content["points"]) == ("choice", "Because.", 2.0)
    assert (found.external_id, found.topic, found.title, found.content["prompt"]) == ("i1", "Week 1", "", "Which?")


def test_points_by_answer_become_part_marks() -> None:
    found = one(lid(ABC), scored(equal("A1"), "100") + scored(equal("B1"), "50") + scored(equal("C1"), "0"))
    assert [(each["right"], each["weight"]) for each in found.content["options"]] == [
        (True, 1.0),
        (False, 0.5),
        (False, 0.0),
    ]


def test_two_options_true_and_false() -> None:
    found = one(lid(options(("1", "True"), ("2", "False"))), scored(equal("2")), "true_false_question")
    assert (found.kind, [each["id"] for each in found.content["options"] if each["right"]]) == ("true_false", ["false"])


def test_several_answers_whether_all_together_or_each_by_itself() -> None:
    whole = f"<and>{equal('A1')}<not>{equal('B1')}</not>{equal('C1')}</and>"
    found = one(lid(ABC, cardinality="Multiple"), scored(whole), "multiple_answers_question")
    assert [each["right"] for each in found.content["options"]] == [True, False, True]
    assert (found.kind, found.content["all_or_nothing"]) == ("multi_choice", False)
    each = scored(equal("A1"), "50", "Add") + scored(equal("C1"), "50", "Add")
    found = one(lid(ABC, cardinality="Multiple"), each)
    assert [option["right"] for option in found.content["options"]] == [True, False, True]


def test_words_and_numbers_that_are_typed() -> None:
    typed = '<response_str ident="r" rcardinality="Single"><render_fib/></response_str>'
    found = one(typed, scored(equal("Oslo") + equal("Kristiania")), "short_answer_question")
    assert [each["text"] for each in found.content["accept"]] == ["Oslo", "Kristiania"]
    number = typed.replace("<render_fib/>", '<render_fib fibtype="Decimal"/>')
    bounds = '<vargte respident="r">1.5</vargte><varlte respident="r">2.5</varlte>'
    found = one(number, scored(f"<or>{equal('2')}<and>{bounds}</and></or>"), "numerical_question")
    assert [(each["test"], each["low"], each["high"]) for each in found.content["answers"]] == [
        ("absolute", "1.5", "2.5")
    ]
    found = one(number, scored(equal("7")))
    assert found.content["answers"][0]["value"] == "7"


def test_gaps_that_are_named_in_the_stem() -> None:
    stem = "&lt;p&gt;Roses are [color1], violets are [color2].&lt;/p&gt;"
    before = MATERIAL.replace("{}", "{name}")
    parts = [
        lid(options(("1", "red"), ("2", "plaid")), "response_color1", before=before.format(name="color1")),
        lid(options(("3", "blue"), ("4", "green")), "response_color2", before=before.format(name="color2")),
    ]
    processing = scored(equal("1", "response_color1"), "50", "Add") + scored(equal("3", "response_color2"), "50", "Add")
    found = one("".join(parts), processing, "multiple_dropdowns_question", stem=stem)
    assert (found.kind, found.content["text"]) == ("cloze", "Roses are {1}, violets are {2}.")
    assert [(gap["options"], gap["accept"][0]["text"]) for gap in found.content["gaps"]] == [
        (["red", "plaid"], "red"),
        (["blue", "green"], "blue"),
    ]
    found = one("".join(parts), processing, "fill_in_multiple_blanks_question", stem=stem)
    assert [gap["options"] for gap in found.content["gaps"]] == [[], []]


def test_pairs_with_sides_that_are_left_over() -> None:
    sides = options(("1", "one"), ("2", "two"), ("3", "three"))
    parts = [lid(sides, f"response_{name}", before=MATERIAL.format(name)) for name in ("a", "b")]
    processing = scored(equal("1", "response_a"), "50", "Add") + scored(equal("2", "response_b"), "50", "Add")
    found = one("".join(parts), processing, "matching_question")
    assert [(each["left"], each["right"]) for each in found.content["pairs"]] == [("a", "one"), ("b", "two")]
    assert [each["text"] for each in found.content["choices"]] == ["one", "two", "three"]


def test_an_order() -> None:
    labels = "".join(label(ident, text) for ident, text in (("A", "x"), ("B", "y"), ("C", "z")))
    given_order = f"<render_extension><ims_render_object>{labels}</ims_render_object></render_extension>"
    found = one(lid(given_order, cardinality="Ordered"), scored(equal("C") + equal("A") + equal("B")))
    assert [each["text"] for each in found.content["items"]] == ["z", "x", "y"]


@pytest.mark.parametrize(
    ("presented", "processing", "sort", "why"),
    [
        ("", "", "text_only_question", "a text without answers"),
        (lid(ABC), "", "essay_question", "could be marked"),
        (lid(ABC), "", "multiple_choice_question", "No answer is marked as right."),
        ("", "", "", "nothing to answer"),
        ('<response_xy ident="r"><render_hotspot/></response_xy>', "", "", "Places in a picture"),
    ],
)
def test_what_cannot_be_asked_is_kept_whole_and_named(presented: str, processing: str, sort: str, why: str) -> None:
    drafts = qti12.read(file(item(presented, processing, sort)))
    assert (drafts.questions, said(drafts)) == ([], [("info", "file.kept")])
    [problem] = [each for each in drafts.problems if each.code == "file.kept"]
    assert why in problem.message
    assert "presentation" in drafts.kept[0].raw


def test_a_package_reads_each_quiz_once_and_in_its_better_form() -> None:
    poor, rich = file(item(lid(ABC), scored(equal("A1")))), file(item(lid(ABC), scored(equal("B1"))))
    data = package(
        {
            "imsmanifest.xml": b"<manifest><resource type='imsqti_xmlv1p2'/></manifest>",
            "g1/assessment_qti.xml": poor,
            "g1/assessment_meta.xml": b"<quiz/>",
            "non_cc_assessments/g1.xml.qti": rich,
            "g2.xml": poor.replace(b"Week 1", b"Week 2"),
        }
    )
    drafts = read_file(data, "course.imscc")
    assert (drafts.format, [each.topic for each in drafts.questions]) == ("qti12", ["Week 1", "Week 2"])
    assert [each.external_id for each in drafts.questions] == ["i1", "Week 2/i1"]  # each file numbers anew
    rights = [[option["text"] for option in each.content["options"] if option["right"]] for each in drafts.questions]
    assert rights == [["b"], ["a"]]


def test_problems_name_the_file_in_the_package() -> None:
    broken = file(item(lid(options(("1", ""), ("2", "b"))), scored(equal("2"))))
    manifest = b"<manifest><resource type='imsqti_xmlv1p2'/></manifest>"
    drafts = qti12.read(package({"imsmanifest.xml": manifest, "a.xml": broken}))
    assert [(each.member, each.message) for each in drafts.errors] == [("a.xml", "Option 1 has no text.")]


def test_questions_that_are_drawn_from_another_bank_are_named() -> None:
    draw = "<section><selection_ordering><sourcebank_ref>B7</sourcebank_ref></selection_ordering></section>"
    drafts = qti12.read(file(item(lid(ABC), scored(equal("A1"))), draw))
    assert said(drafts) == [("warning", "qti.bank")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<manifest/>", "qti.root"),
        (b"<questestinterop/>", "file.empty"),
        (b"<!-- <questestinterop>", "xml.broken"),
        (b"<questestinterop><section>", "file.empty"),
        (package({"../x.xml": b"x"}), "zip.name"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><questestinterop>&a;</questestinterop>', "xml.entities"),
    ],
)
def test_what_is_something_else_is_refused(data: bytes, code: str) -> None:
    assert [each.code for each in qti12.read(data).errors] == [code]


@given(
    st.lists(
        st.sampled_from([lid(ABC), lid("", cardinality="Ordered"), scored(equal("A1")), MATERIAL, "<item/>"]),
        max_size=5,
    )
)
def test_no_mixture_makes_it_stumble(parts: list[str]) -> None:
    qti12.read(file(item("".join(parts), "".join(parts))))


def test_a_formula_is_taken_out_of_its_picture() -> None:
    image = "&lt;img class='equation_image' data-equation-content=\"x &amp;lt; 2\" src='/e/1'&gt;"
    found = one(lid(ABC), scored(equal("B1")), "multiple_choice_question", stem=f"&lt;p&gt;Is {image}?&lt;/p&gt;")
    assert found.content["prompt"] == r"<p>Is \(x &lt; 2\)?</p>"


def test_html_may_stand_as_elements_of_the_file() -> None:
    stem = "A <b>bold</b> &amp; <i xmlns='http://www.w3.org/1999/xhtml'>leaning</i> stem"
    found = one(lid(ABC), scored(equal("B1")), "multiple_choice_question", stem=stem)
    assert found.content["prompt"] == "A <strong>bold</strong> &amp; <em>leaning</em> stem"
